/** What a page sets on `<live-photo-capture>`: its attributes and properties, without anything that they do. */
import type { PolicyLike } from '@livephoto/core';
import { LitElement } from 'lit';
import type { BrowserInspector } from '../create-inspector.ts';
import type { BackendName } from '../protocol.ts';
import type { Messages } from './messages/messages.ts';
import type { TokenProvider } from './upload.ts';

export abstract class CaptureProperties extends LitElement {
  static override readonly properties = {
    api: {},
    clientId: { attribute: 'client-id' },
    token: {},
    session: {},
    sessionUrl: { attribute: 'session-url' },
    tokenProvider: { attribute: false },
    policy: {},
    backend: {},
    assets: {},
    inspector: { attribute: false },
    messages: { attribute: false },
    autostart: { type: Boolean },
    manual: { type: Boolean },
    noLiveness: { type: Boolean, attribute: 'no-liveness' },
    files: {},
  };

  /** Base URL of the Live Photos API; without it a confirmed photo is only told to the page. */
  declare api: string | undefined;
  /** Whose photo it is, where the token's answer does not say. */
  declare clientId: string | undefined;
  /** A client token of `POST /v1/tokens`; never an API key. */
  declare token: string | undefined;
  /**
   * Token of `POST /v1/captureSessions`: the session then says what is asked for, and whether a file may be chosen. In the
   * place of `clientId`, `token` and `tokenProvider`.
   */
  declare session: string | undefined;
  /** The session's `url`: on a desktop a QR code of it is offered, to go on with a phone. */
  declare sessionUrl: string | undefined;
  /** Asked for a token when one is needed, and again when it ran out. Goes before `token`. */
  declare tokenProvider: TokenProvider | undefined;
  /** A name, or as a property the numbers that differ from one. Use the server's. */
  declare policy: PolicyLike | undefined;
  declare backend: BackendName | undefined;
  /** URL of the folder with the worker and the models, as for `createInspector`. */
  declare assets: string | URL | undefined;
  /** An inspector of the page's own, for several elements or other uses; it is not disposed. */
  declare inspector: BrowserInspector | undefined;
  /** Texts that replace the element's own, or another language. */
  declare messages: Partial<Messages> | undefined;
  /** Asks for the camera as soon as the element is shown, without a welcome. */
  declare autostart: boolean;
  /** Takes no picture by itself. */
  declare manual: boolean;
  /** Leaves the liveness inspection out, here and on the server. */
  declare noLiveness: boolean;
  /** When a file may be chosen in the camera's place. @default 'fallback' */
  declare files: 'always' | 'fallback' | 'never';

  constructor() {
    super();
    this.autostart = false;
    this.manual = false;
    this.noLiveness = false;
    this.files = 'fallback';
  }
}
