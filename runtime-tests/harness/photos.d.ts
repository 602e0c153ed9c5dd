export declare const sampleFolder: string;
/** File names, sorted. */
export declare function samplePhotos(): string[];
