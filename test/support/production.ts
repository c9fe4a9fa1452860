// React as it is shipped, which draws in a third of the time: it looks once, when it is loaded, so import this before anything that loads it.
process.env['NODE_ENV'] = 'production';
