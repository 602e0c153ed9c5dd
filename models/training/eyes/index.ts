/** Fitting the read-out of closed eyes: what `bench eyes` judges it by, and what writes its coefficients. */
export * from './coefficients-file.ts';
export * from './fit-eyes.ts';
