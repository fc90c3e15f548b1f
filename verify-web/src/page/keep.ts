/** What the page tells its worker, with a port for the answer: that the camera's decoder is to be kept. True where it is. */
export const KEEP_CAMERA = 'keep-camera';
