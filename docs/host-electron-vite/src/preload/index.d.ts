/** What the preload script gives the page. */
declare global {
  const studio: {
    commands(): Promise<readonly { command: string; title: string }[]>;
    run(command: string): Promise<string>;
    connections(): Promise<void>;
    access(): Promise<readonly { id: string; text: string }[]>;
    revoke(id: string): Promise<void>;
  };
}

export {};
