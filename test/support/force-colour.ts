// Ink's colours are chalk's, which looks at the terminal once, when it is loaded: import this before Ink. Tests choose by the theme.
process.env['FORCE_COLOR'] = '2';
