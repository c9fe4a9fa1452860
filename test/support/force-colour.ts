// Ink's colours are chalk's, which looks at the environment once, when it is loaded: now. Tests choose by the theme; programs that they start see nothing of it.
process.env['FORCE_COLOR'] = '2';
await import('ink');
delete process.env['FORCE_COLOR'];
