import { readPixels } from './decode.ts';
import { newContext } from './picture-open.ts';
import { treated, type Treatment } from './treat.ts';
import type { Camera, CameraFault, CodesRead, Decoder, Torch, WatchEnd, WatchEvents } from './types.ts';

// Lamp and focus are of "MediaStream Image Capture", which the types of the browser leave out.
declare global {
  interface MediaTrackCapabilities {
    torch?: boolean;
    focusMode?: string[];
  }
  interface MediaTrackConstraintSet {
    torch?: boolean;
    focusMode?: string;
  }
}

/** The least time from one decoding to the next in milliseconds: at most eight a second. */
const BETWEEN_MS = 125;
/** The longest side at which a frame is looked at. Cameras that give more than was asked for exist. */
const FRAME_SIDE_MAX = 1920;

/** What is done to one frame after the other. Most are fit as they are, and a treatment takes a phone's time. */
const TREATMENTS: readonly Treatment[] = ['plain', 'plain', 'calm', 'plain', 'plain', 'sharp'];

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/**
 * Asks for the camera, shows it in `video`, and looks for codes until the signal, the hiding of the page or the
 * camera's own end; then the camera is off. Never two decodings at once, and a slow one is followed by as long a rest, so
 * that the page stays usable. Never rejects, unless an event's own function throws.
 */
export async function watch(
  video: HTMLVideoElement, decoders: readonly Decoder[], events: WatchEvents, signal: AbortSignal,
): Promise<WatchEnd> {
  if (signal.aborted) return 'stopped';
  const stream = await openCamera();
  if (typeof stream === 'string') return stream;
  const tracks = stream.getTracks();
  const end = whenOver(tracks, signal);
  try {
    const begun = await Promise.race([end.over, show(video, stream)]);
    if (begun !== 'shown') return begun;
    const [track] = stream.getVideoTracks();
    events.started?.(cameraOf(video, track));
    return await lookOn(video, decoders, events, end);
  } finally {
    end.forget();
    for (const track of tracks) track.stop();
    video.srcObject = null;
  }
}

async function openCamera(): Promise<MediaStream | CameraFault> {
  // The types say that it is always there; over plain HTTP it is not.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) return 'unsupported';
  try {
    return await devices.getUserMedia(WANTED);
  } catch (error) {
    return faultOf(error);
  }
}

/** Media Capture and Streams, section 10.2: the names under which getUserMedia fails. */
function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-camera';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'unsupported';
}

async function show(video: HTMLVideoElement, stream: MediaStream): Promise<'shown' | CameraFault> {
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  try {
    await video.play();
    return 'shown';
  } catch {
    return 'busy';
  }
}

/** The end of a watch, however it comes. */
interface End {
  readonly over: Promise<WatchEnd>;
  isOver(): boolean;
  /** Takes the listeners away. */
  forget(): void;
}

function whenOver(tracks: readonly MediaStreamTrack[], signal: AbortSignal): End {
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  let isOver = false;
  const over = new Promise<WatchEnd>((resolve) => {
    const come = (how: WatchEnd): void => {
      isOver = true;
      resolve(how);
    };
    signal.addEventListener('abort', () => come('stopped'), options);
    document.addEventListener('visibilitychange', () => document.hidden && come('hidden'), options);
    addEventListener('pagehide', () => come('hidden'), options);
    for (const track of tracks) track.addEventListener('ended', () => come('ended'), options);
    // Either may have come while the person was asked for the camera.
    if (signal.aborted) come('stopped');
    else if (document.hidden) come('hidden');
  });
  return { over, isOver: () => isOver, forget: () => listeners.abort() };
}

async function lookOn(video: HTMLVideoElement, decoders: readonly Decoder[], events: WatchEvents, end: End): Promise<WatchEnd> {
  const grab = frameGrabber(video);
  for (let frame = 0; !end.isOver(); frame += 1) {
    await Promise.race([end.over, nextFrame(video)]);
    const began = performance.now();
    const pixels = end.isOver() ? null : grab();
    if (pixels !== null) {
      const treatment = TREATMENTS[frame % TREATMENTS.length] ?? 'plain';
      const read = await readPixels(treated(pixels, treatment), decoders);
      if (!end.isOver()) tell(read, events);
    }
    const took = performance.now() - began;
    if (!end.isOver()) await Promise.race([end.over, rest(Math.max(took, BETWEEN_MS - took))]);
  }
  return end.over;
}

function tell({ codes, otherCodes, by }: CodesRead, events: WatchEvents): void {
  const [text, ...more] = codes;
  if (more.length > 0) events.several?.();
  else if (text !== undefined && by !== null) events.text(text, by);
  else if (otherCodes > 0) events.other?.();
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The next frame that the camera gives, or the next moment where the browser does not tell of frames. */
function nextFrame(video: HTMLVideoElement): Promise<void> {
  if (!('requestVideoFrameCallback' in video)) return rest(0);
  return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve()));
}

/** Takes frames off a video, always by the same canvas as long as the size stays. */
function frameGrabber(video: HTMLVideoElement): () => Parameters<Decoder['decode']>[0] | null {
  let context: ReturnType<typeof newContext> = null;
  return () => {
    const scale = Math.min(1, FRAME_SIDE_MAX / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.floor(video.videoWidth * scale), Math.floor(video.videoHeight * scale)];
    if (width === 0 || height === 0) return null;
    if (context?.canvas.width !== width || context.canvas.height !== height) context = newContext(width, height);
    if (context === null) return null;
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, data: new Uint8ClampedArray(data.buffer) };
  };
}

function cameraOf(video: HTMLVideoElement, track: MediaStreamTrack | undefined): Camera {
  // Not every browser has getCapabilities, whatever its types say.
  const can = track !== undefined && 'getCapabilities' in track ? track.getCapabilities() : {};
  if (track !== undefined && can.focusMode?.includes('continuous') === true) {
    // A wish: a camera that does not follow it still gives pictures.
    track.applyConstraints({ advanced: [{ focusMode: 'continuous' }] }).catch(() => undefined);
  }
  const torch = track !== undefined && can.torch === true ? torchOf(track) : null;
  return { width: video.videoWidth, height: video.videoHeight, torch };
}

function torchOf(track: MediaStreamTrack): Torch {
  return {
    async set(on) {
      try {
        await track.applyConstraints({ advanced: [{ torch: on }] });
        return true;
      } catch {
        return false;
      }
    },
  };
}
