export declare const uploadLimit: number;
export declare const defaultFolder: string;
export declare function buildCloudflare(options?: {
  folder?: string;
  models?: 'bundle' | 'r2';
  entry?: string;
}): Promise<{ files: { name: string; bytes: number; gzip: number }[]; gzip: number }>;
