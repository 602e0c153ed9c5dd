/** Takes back what the database may have stored though its caller was told that it failed. */
import type { Services } from './context.ts';

/** Milliseconds between two tries. */
const delays = [200, 500, 1000, 2000, 5000];
const tries = 200;

/**
 * Goes on in the background until the database answers.
 * @param takeBack takes it away if it is there; throws while the database is away.
 */
export function undo(
  services: Pick<Services, 'log' | 'budget'>,
  what: string,
  takeBack: () => Promise<void>,
): void {
  const work = async () => {
    for (let attempt = 0; attempt < tries; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, delays[Math.min(attempt, delays.length - 1)]));
      try {
        await takeBack();
        return;
      } catch (error) {
        if (attempt === tries - 1)
          services.log.error({ err: error, what }, 'what failed may have been stored');
      }
    }
  };
  // Whoever asked for it is answered meanwhile.
  void services.budget.apart(work);
}
