/** What the build puts in. */

/** The package's version, on both sides of the worker. */
declare const livephotoVersion: string;
/** Of the worker's script, so that no cache on the way answers with an older one. */
declare const livephotoWorkerHash: string;
/** Of the onnxruntime-web that WebGPU's script was built with. */
declare const onnxruntimeVersion: string;
