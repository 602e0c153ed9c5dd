/** What makes a face unrecognisable although nothing covers it: blur, darkness, glare, compression, closed eyes. */
import type { Finding, FindingCode } from '../contract/report.ts';
import type { JudgedQuality, ObstructionsPolicy } from '../policy.ts';
import type { QualityComponents } from '../vision/quality/measure-quality.ts';
import { scoreAgainst } from './result.ts';

interface Said {
  readonly code: FindingCode;
  readonly message: string;
}

/** Of the whole face, in the order in which a person hears of them. */
const ofTheFace: readonly (readonly [JudgedQuality, Said])[] = [
  [
    'underExposurePrevention',
    {
      code: 'face_too_dark',
      message: 'Your face is too dark to be made out: turn to a window or a lamp, and switch on more light.',
    },
  ],
  [
    'overExposurePrevention',
    {
      code: 'face_overexposed',
      message: 'Your face is burnt out by too much light: turn away from the sun, the lamp or the flash.',
    },
  ],
  [
    'sharpness',
    {
      code: 'face_blurred',
      message:
        'Your face is blurred: clean the lens, hold the camera still, and wait until the picture is sharp.',
    },
  ],
  [
    'compressionArtifacts',
    {
      code: 'face_compressed',
      message:
        'Your face is lost in blocks: send the photo as it was taken, without a mosaic over it and not compressed.',
    },
  ],
  [
    'naturalColour',
    {
      code: 'unnatural_colour',
      message: 'Your face does not have the colours of one: take the photo without a filter or an effect.',
    },
  ],
];

export const unevenLight: Said = {
  code: 'uneven_light',
  message: 'Your face is lit from one side: turn until the light comes from the front.',
};

/** Of parts of it: told only where the whole can be made out. */
const ofParts: readonly (readonly [JudgedQuality, Said])[] = [
  [
    'leftEyeOpen',
    { code: 'left_eye_closed', message: 'Your left eye is closed: open your eyes and look into the camera.' },
  ],
  [
    'rightEyeOpen',
    {
      code: 'right_eye_closed',
      message: 'Your right eye is closed: open your eyes and look into the camera.',
    },
  ],
  ['mouthClosed', { code: 'mouth_open', message: 'Your mouth is open: close it and do not smile.' }],
  ['illuminationUniformity', unevenLight],
];

/**
 * @param told What of parts is told: an eye that is covered is not called closed.
 * @returns The findings, and the least score of the components that the policy asks for, findings or not.
 */
export function qualityFindings(
  quality: QualityComponents,
  { minQuality }: Pick<ObstructionsPolicy, 'minQuality'>,
  told: (component: JudgedQuality) => boolean,
): { readonly findings: readonly Finding[]; readonly least: number } {
  const findings: Finding[] = [];
  let least = 100;
  const judge = (judged: typeof ofTheFace) => {
    for (const [name, said] of judged) {
      const value = quality[name];
      if (value === undefined || minQuality[name] === 0 || !told(name)) continue;
      const score = scoreAgainst(value, minQuality[name]);
      least = Math.min(least, score);
      if (value < minQuality[name]) findings.push({ ...said, score });
    }
  };
  judge(ofTheFace);
  if (findings.length === 0) judge(ofParts);
  return { findings, least };
}
