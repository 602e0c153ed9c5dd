'use client';
import { type BrowserInspector, createInspector } from '@livephoto/browser';
import { LivePhotoCapture } from '@livephoto/browser/react';
import { type ChangeEvent, useRef, useState } from 'react';

export function Check() {
  const [said, say] = useState('');
  const inspector = useRef<Promise<BrowserInspector>>(undefined);

  async function look({ target }: ChangeEvent<HTMLInputElement>) {
    const photo = target.files?.[0];
    if (!photo) return;
    say('Looking …');
    inspector.current ??= createInspector();
    const report = await (await inspector.current).inspect(photo);
    say(report.accepted ? 'accepted' : 'refused');
  }

  return (
    <main>
      <LivePhotoCapture
        policy={{ extends: 'strict', orientation: { maxYaw: 15 } }}
        onConfirmed={({ detail }) =>
          say(`${detail.photo.size} bytes, ${detail.report.accepted ? 'accepted' : 'refused'}`)
        }
      />
      <p>
        <label>
          Or check a file: <input type="file" accept="image/*" onChange={look} />
        </label>
      </p>
      <p>
        <output>{said}</output>
      </p>
    </main>
  );
}
