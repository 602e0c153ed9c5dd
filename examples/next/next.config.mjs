export default {
  // Of two builds beside each other, each its own.
  distDir: process.env.DIST ?? '.next',
};
