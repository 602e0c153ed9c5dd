/** What each limit of a policy means, as a small drawing that follows its number. */
import type { LimitName } from '../language/messages.ts';

interface Props {
  readonly limit: LimitName;
  readonly value: number;
}

/** The text beside it says the same, so it is hidden from who does not see it. */
export function LimitDrawing({ limit, value }: Props) {
  return (
    <svg class="limit-drawing" viewBox="0 0 140 100" aria-hidden="true" data-limit={limit}>
      {drawings[limit](Number.isFinite(value) ? Math.max(0, value) : 0)}
    </svg>
  );
}

const drawings: Readonly<Record<LimitName, (value: number) => preact.JSX.Element>> = {
  maxYaw: (degrees) => (
    <>
      <Sector x={70} y={34} radius={52} towards={90} degrees={degrees} />
      <circle class="figure" cx="70" cy="34" r="17" />
      <path class="figure" d="M66 50l4 7 4-7M53 34h-4M91 34h-4" />
      <Camera x={70} y={92} />
    </>
  ),
  maxPitch: (degrees) => (
    <>
      <Sector x={42} y={48} radius={74} towards={0} degrees={degrees} />
      <path class="figure" d="M56 30a20 22 0 1 0-6 38v10M56 30q4 6 3 12l6 8-6 2q1 7-3 10l-6 6" />
      <Camera x={128} y={48} />
    </>
  ),
  maxRoll: (degrees) => (
    <>
      <Sector x={70} y={60} radius={54} towards={-90} degrees={degrees} />
      <Face x={70} y={58} height={56} />
      <path class="axis" d="M70 60V8" />
    </>
  ),
  minInterEyeDistance: (pixels) => (
    <>
      <Face x={70} y={50} height={92} />
      <path class="axis" d="M57 20v20M83 20v20" />
      <path class="measure" d="M57 26h26M61 22l-4 4 4 4M79 22l4 4-4 4" />
      <text x="70" y="58">
        {pixels} px
      </text>
    </>
  ),
  maxFaceHeight: (share) => {
    const height = 88 * Math.min(1, share);
    return (
      <>
        <rect class="figure" x="35" y="6" width="70" height="88" rx="2" />
        <Face x={70} y={50} height={height} />
        <path
          class="measure"
          d={`M114 ${50 - height / 2}v${height}M110 ${50 - height / 2}h8M110 ${50 + height / 2}h8`}
        />
      </>
    );
  },
  maxOffCentre: (share) => {
    const [x, y] = [35 * Math.min(1, 2 * share), 44 * Math.min(1, 2 * share)];
    return (
      <>
        <rect class="figure" x="35" y="6" width="70" height="88" rx="2" />
        <rect class="allowed" x={70 - x} y={50 - y} width={2 * x} height={2 * y} />
        <Face x={70} y={50} height={48} />
        <circle class="dot" cx="70" cy="50" r="3" />
      </>
    );
  },
  minScore: (share) => <Scale share={share} />,
  minPerson: (share) => <Scale share={share} />,
};

/** What is within so many degrees to both sides of `towards`, 0 being right and 90 down. */
function Sector({
  x,
  y,
  radius,
  towards,
  degrees,
}: Readonly<Record<'x' | 'y' | 'radius' | 'towards' | 'degrees', number>>) {
  if (degrees >= 180) return <circle class="allowed" cx={x} cy={y} r={radius} />;
  const at = (angle: number) => {
    const radians = (angle * Math.PI) / 180;
    return `${(x + radius * Math.cos(radians)).toFixed(1)} ${(y + radius * Math.sin(radians)).toFixed(1)}`;
  };
  const large = degrees > 90 ? 1 : 0;
  return (
    <path
      class="allowed"
      d={`M${x} ${y}L${at(towards - degrees)}A${radius} ${radius} 0 ${large} 1 ${at(towards + degrees)}z`}
    />
  );
}

function Face({ x, y, height }: Readonly<Record<'x' | 'y' | 'height', number>>) {
  const [rx, ry] = [0.37 * height, height / 2];
  const [eye, up, mouth] = [0.38 * rx, 0.2 * ry, 0.45 * ry];
  return (
    <>
      <ellipse class="figure" cx={x} cy={y} rx={rx} ry={ry} />
      <circle class="feature" cx={x - eye} cy={y - up} r={height / 32} />
      <circle class="feature" cx={x + eye} cy={y - up} r={height / 32} />
      <path class="figure" d={`M${x - eye} ${y + mouth}q${eye} ${height / 16} ${2 * eye} 0`} />
    </>
  );
}

function Camera({ x, y }: Readonly<Record<'x' | 'y', number>>) {
  return (
    <>
      <rect class="feature" x={x - 9} y={y - 6} width="18" height="12" rx="3" />
      <circle class="lens" cx={x} cy={y} r="3.5" />
    </>
  );
}

function Scale({ share }: { readonly share: number }) {
  const mark = 10 + 120 * Math.min(1, share);
  return (
    <>
      <rect class="refused" x="10" y="44" width={mark - 10} height="12" />
      <rect class="allowed" x={mark} y="44" width={130 - mark} height="12" />
      <path class="measure" d={`M${mark} 36v28`} />
      <text x="14" y="78">
        0
      </text>
      <text x="126" y="78">
        1
      </text>
      <text x={Math.min(118, Math.max(22, mark))} y="30">
        {share}
      </text>
    </>
  );
}
