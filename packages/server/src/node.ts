/** Node's entry. */
export {};
