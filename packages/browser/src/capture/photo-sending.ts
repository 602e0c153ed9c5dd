/** The last step of one photo: confirmed by the person, sent where there is an API, or given to the page. */
import { CaptureError } from './capture-error.ts';
import type { CaptureStage } from './capture-stage.ts';
import type { CaptureState } from './capture-state.ts';
import { sendPhoto } from './send-photo.ts';
import { UploadRefusedError } from './upload.ts';

type Result = Extract<CaptureState, { view: 'result' }>;

/** Uses the accepted photo that is shown; does nothing where none is. */
export function confirmPhoto(stage: CaptureStage): void {
  const { host, state } = stage;
  if (state.view !== 'result' || !state.report.accepted) return;
  const { photo, report } = state;
  if (!host.emit('confirmed', { photo, report })) return;
  if (host.options().api === undefined) {
    stage.set({ view: 'done', livePhoto: undefined });
  } else {
    void send(stage, state);
  }
}

async function send(stage: CaptureStage, { photo, report, fromFile }: Result): Promise<void> {
  const signal = stage.begin();
  const result: Result = { view: 'result', photo, report, refusal: undefined, fromFile };
  const sending = (share: number) => {
    if (!signal.aborted) stage.set({ view: 'sending', photo, report, share });
  };
  sending(0);
  try {
    const options = stage.host.options();
    const livePhoto = await sendPhoto(photo, { options, onProgress: sending, signal });
    if (signal.aborted) return;
    stage.set({ view: 'done', livePhoto });
    stage.host.emit('uploaded', { photo, livePhoto });
  } catch (error) {
    if (error instanceof UploadRefusedError && !signal.aborted) {
      stage.report(error);
      stage.set({ ...result, refusal: error.findings });
    } else {
      const again = () => void send(stage, result);
      stage.fail(CaptureError.from(error, 'upload_failed'), signal, again, result);
    }
  }
}
