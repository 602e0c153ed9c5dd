/** A made-up but plausible run for tests of what is drawn from one: every category, several sources, seeded. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { probit } from 'simple-statistics';
import type { ObservedPhoto } from '../runner/run.ts';
import { row } from './rows.ts';

export function population(seed = 7): ObservedPhoto[] {
  const random = xoroshiro128plus(seed);
  const chance = () => uniformFloat64(random);
  const around = (centre: number, spread: number) =>
    centre + spread * probit(Math.min(0.9999, Math.max(0.0001, chance())));
  const percent = (value: number) => Math.round(Math.min(100, Math.max(0, value)));
  return [
    ...faces(chance),
    ...orientation(around),
    ...obstruction(chance, around, percent),
    ...liveness(around, percent),
  ];
}

function faces(chance: () => number): ObservedPhoto[] {
  const items: ObservedPhoto[] = [];
  const add = (label: string, right: number, wrong: number, count: number, source: string, weak = false) => {
    for (let i = 0; i < count; i++) {
      const found = chance() < 0.96 ? right : wrong;
      const faceScore = Math.round(found === 0 ? 0 : 60 + 40 * Math.sqrt(chance()));
      items.push(row('faces', label, { faces: found, faceScore }, { faces: right, weak }, source));
    }
  };
  add('zero', 0, 1, 80, 'scenes');
  add('zero', 0, 1, 15, 'animals');
  add('single', 1, 2, 60, 'portraits');
  add('multi', 4, 1, 35, 'groups');
  add('multi', 7, 1, 44, 'crowds', true);
  items.push(row('faces', 'single', { error: 'The JPEG ends too early' }, { faces: 1 }, 'portraits'));
  return items;
}

function orientation(around: (centre: number, spread: number) => number): ObservedPhoto[] {
  const items: ObservedPhoto[] = [];
  for (let subject = 1; subject <= 6; subject++) {
    for (const pitch of [-60, -30, -15, 0, 15, 30, 60]) {
      for (let yaw = -90; yaw <= 90; yaw += 15) {
        const angles = { yaw: around(yaw * 0.85, 4), pitch: around(pitch * 0.7, 6), roll: around(0, 2) };
        const lost = Math.abs(yaw) > 80;
        items.push(
          row(
            'orientation',
            'pose',
            {
              faces: lost ? 0 : 1,
              ...(lost ? {} : { angles }),
              findings: { orientation: Math.abs(angles.yaw) > 20 ? ['head_turned_right'] : [] },
            },
            { yaw, pitch, roll: 0, subject: `${subject}` },
            'studio',
          ),
        );
      }
    }
  }
  return items;
}

function obstruction(
  chance: () => number,
  around: (centre: number, spread: number) => number,
  percent: (value: number) => number,
): ObservedPhoto[] {
  const items: ObservedPhoto[] = [];
  const covered = {
    mask: 'mouth_obstructed',
    sunglasses: 'left_eye_obstructed',
    hand: 'cheeks_obstructed',
  } as const;
  for (const [occlusion, code] of Object.entries(covered)) {
    for (let i = 0; i < 50; i++) {
      const score = percent(around(18, 15));
      items.push(
        row(
          'obstruction',
          'obstructed',
          { obstruction: score, findings: { obstructions: score < 50 ? [code] : [] } },
          { occlusion, synthetic: occlusion === 'hand' },
          occlusion === 'mask' ? 'news' : 'stock',
        ),
      );
    }
  }
  for (let i = 0; i < 120; i++) {
    const score = percent(around(90, 12));
    items.push(
      row(
        'obstruction',
        'clear',
        { obstruction: score, findings: { obstructions: score < 50 ? ['nose_obstructed'] : [] } },
        chance() < 0.4 ? { accessory: 'eyeglasses' } : {},
        'stock',
      ),
    );
  }
  return items;
}

function liveness(
  around: (centre: number, spread: number) => number,
  percent: (value: number) => number,
): ObservedPhoto[] {
  const items: ObservedPhoto[] = [];
  const add = (source: string, label: string, centre: number, count: number, attack?: string) => {
    for (let i = 0; i < count; i++) {
      const score = percent(around(centre, 20));
      items.push(
        row(
          'liveness',
          label,
          { liveness: score, findings: score < 50 ? { liveness: ['presentation_attack_suspected'] } : {} },
          { ...(attack ? { attack } : {}), subject: `${source}-${i % 12}` },
          source,
        ),
      );
    }
  };
  add('laptop', 'real', 82, 120);
  add('laptop', 'spoof', 25, 120, 'print');
  add('laptop', 'spoof', 35, 300, 'replay');
  add('phone', 'real', 75, 60);
  add('phone', 'spoof', 40, 60, 'mask');
  add('phone', 'spoof', 45, 60, 'replay');
  add('small', 'real', 60, 6);
  add('small', 'spoof', 50, 6, 'print');
  return items;
}
