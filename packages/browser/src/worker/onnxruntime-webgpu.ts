/** onnxruntime-web's WebGPU build, a file of its own: only who asks for WebGPU loads it. */
export { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
