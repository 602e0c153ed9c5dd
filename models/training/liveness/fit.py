"""Fits the liveness read-out on extracted signals: leave-one-source-out figures, then coefficients for core.

    python3 fit.py signals.json [more.json ...] --out ../../../packages/core/src/vision/liveness/read-out-coefficients.ts

Wants numpy and scikit-learn. Each signals file is written by extract.mjs. The read-out starts from the net's own
verdict (its two margins keep equal weights) and adds strongly regularised linear terms over the texture histogram and
the net's last map. Sources and labels are balanced; every figure printed is of sources left out of the fit.
"""

import argparse
import json
from dataclasses import dataclass, field

import numpy as np
from sklearn.linear_model import LogisticRegression

BOUND = 2.5
"""Standardised numbers are clipped here; core does the same."""
TEXTURE_CAP = 1.5
"""Texture alone must not clear a photo; core does the same."""
FLAT_BINS, FLAT_SHARE = (18, 28), 0.85
"""More pixels than this without any colour texture: grey or very dark, where it speaks for nobody. Core does the same."""
MARGIN_SCALE = 16.0
"""The sum of both margins is divided by this, then left all but free of the penalty."""
MARGIN_FREEDOM = 30.0


@dataclass
class Photos:
    source: np.ndarray
    label: np.ndarray
    """1 bona fide, 0 attack."""
    species: np.ndarray
    weak: np.ndarray
    margins: np.ndarray
    """Face, frame."""
    texture: np.ndarray
    features: np.ndarray
    paths: list = field(default_factory=list)


def read_photos(files):
    rows = [row for file in files for row in json.load(open(file))]
    column = lambda name: np.array([row[name] for row in rows])
    return Photos(
        source=column("source"),
        label=(column("label") == "real").astype(int),
        species=np.array([row.get("attack") or "" for row in rows]),
        weak=np.array([bool(row.get("weak")) for row in rows]),
        margins=np.array([[row["faceMargin"], row["frameMargin"]] for row in rows]),
        texture=np.array([row["texture"] for row in rows]),
        features=np.array([row["features"] for row in rows]),
        paths=[row["path"] for row in rows],
    )


def balanced_weights(photos, chosen):
    """Every (source, label) weighs the square root of its count, both labels weigh the same, weak rows a quarter."""
    weights = np.zeros(len(photos.label))
    for source in set(photos.source[chosen]):
        for label in (0, 1):
            group = chosen & (photos.source == source) & (photos.label == label)
            if group.any():
                weights[group] = 1 / np.sqrt(group.sum())
    weights[photos.weak] *= 0.25
    for label in (0, 1):
        of_label = chosen & (photos.label == label)
        weights[of_label] *= 0.5 * chosen.sum() / weights[of_label].sum()
    return weights[chosen]


@dataclass
class ReadOut:
    """A fitted read-out in core's terms: both margins, then per term mean, deviation and weight."""

    bias: float
    margin: float
    terms: dict

    def logits(self, photos, chosen):
        total = self.bias + self.margin * photos.margins[chosen].sum(1)
        for name, (mean, deviation, weight) in self.terms.items():
            values = getattr(photos, name)[chosen]
            cue = np.clip((values - mean) / deviation, -BOUND, BOUND) @ weight
            if name == "texture":
                flat = values[:, FLAT_BINS].max(1) > FLAT_SHARE
                cue = np.minimum(cue, np.where(flat, 0, TEXTURE_CAP))
            total = total + cue
        return total


def fit(photos, chosen, strengths):
    """strengths: term name to the inverse of its penalty."""
    blocks, stats = [MARGIN_FREEDOM * photos.margins[chosen].sum(1, keepdims=True) / MARGIN_SCALE], {}
    for name, strength in strengths.items():
        values = getattr(photos, name)[chosen]
        mean, deviation = values.mean(0), values.std(0)
        deviation = np.where(deviation < 1e-9, 1.0, deviation)
        stats[name] = (mean, deviation, np.sqrt(strength))
        blocks.append(np.sqrt(strength) * np.clip((values - mean) / deviation, -BOUND, BOUND))
    model = LogisticRegression(C=1.0, max_iter=2000, tol=1e-6)
    model.fit(np.concatenate(blocks, 1), photos.label[chosen], sample_weight=balanced_weights(photos, chosen))
    coefficients, at, terms = model.coef_[0], 1, {}
    for name, (mean, deviation, root) in stats.items():
        terms[name] = (mean, deviation, root * coefficients[at : at + len(mean)])
        at += len(mean)
    return ReadOut(float(model.intercept_[0]), MARGIN_FREEDOM * coefficients[0] / MARGIN_SCALE, terms)


def left_out_logits(photos, strengths, usable):
    """Logits of every photo by a read-out that saw no photo of its source. Without terms or fit: the net's margins."""
    logits = np.zeros(len(photos.label))
    for source in sorted(set(photos.source[usable])):
        held = usable & (photos.source == source)
        logits[held] = fit(photos, usable & ~held, strengths).logits(photos, held)
    return logits


def equal_error_rate(label, score):
    order = np.argsort(score)
    label = label[order]
    refused = np.cumsum(label) / label.sum()
    accepted = 1 - np.cumsum(1 - label) / (len(label) - label.sum())
    at = np.argmin(np.abs(refused - accepted))
    return (refused[at] + accepted[at]) / 2


def area_under_curve(label, score):
    genuine, attack = score[label == 1], score[label == 0]
    return np.mean((genuine[:, None] > attack) + 0.5 * (genuine[:, None] == attack))


def refused_at(label, score, let_through=0.1):
    """BPCER at the threshold that lets this share of attacks through."""
    return np.mean(score[label == 1] <= np.quantile(score[label == 0], 1 - let_through))


def report(name, photos, score, chosen):
    def figures(rows):
        label = photos.label[rows]
        if label.min() == label.max():
            return "only one kind"
        s = score[rows]
        return f"{100 * equal_error_rate(label, s):5.1f} {area_under_curve(label, s):.3f} {100 * refused_at(label, s):3.0f}"

    sure = chosen & ~photos.weak
    print(f"| {name} | pooled | {sure.sum()} | {figures(sure)} |")
    for source in sorted(set(photos.source[chosen])):
        rows = chosen & (photos.source == source)
        print(f"| {name} | {source} | {photos.label[rows].sum()}+{(1 - photos.label[rows]).sum()} | {figures(rows)} |")


def platt(label, logit, weights):
    """Slope and bias that make the logit a calibrated one."""
    model = LogisticRegression(C=1e6, max_iter=1000).fit(logit[:, None], label, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def numbers(values):
    return "[" + ", ".join(f"{value:.4g}" for value in values) + "]"


def write_typescript(path, terms, provenance):
    lines = [
        "/**",
        " * Coefficients of the liveness read-out: numbers over the features of an existing network, no network of their own.",
        " *",
        f" * {provenance}",
        " * Written by models/training/liveness/fit.py; do not edit.",
        " */",
        "import type { LinearReadOut } from './read-out.ts';",
    ]
    for name, (mean, deviation, weight) in terms.items():
        lines += ["", "// biome-ignore format: rows of numbers", f"export const {name}: LinearReadOut = {{",
                  f"  mean: {numbers(mean)},", f"  deviation: {numbers(deviation)},", f"  weight: {numbers(weight)},", "};"]
    open(path, "w").write("\n".join(lines) + "\n")


STRENGTHS = {"texture": 1e-2, "features": 1e-4}
"""Chosen by the leave-one-source-out table of the model card."""


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("signals", nargs="+")
    options.add_argument("--out")
    options.add_argument("--ablate", action="store_true", help="also print the table with one cue left out at a time")
    options = options.parse_args()
    photos = read_photos(options.signals)
    usable = np.isin(photos.label, (0, 1))
    print("| read-out | source | photos | EER % | AUC | BPCER % at APCER 10 % |")
    report("margins, not fitted", photos, photos.margins.sum(1), usable)
    if options.ablate:
        report("face margin alone, not fitted", photos, photos.margins[:, 0], usable)
        report("frame margin alone, not fitted", photos, photos.margins[:, 1], usable)
        for name in STRENGTHS:
            report(f"without {name}", photos,
                   left_out_logits(photos, {k: v for k, v in STRENGTHS.items() if k != name}, usable), usable)
    logits = left_out_logits(photos, STRENGTHS, usable)
    report("fitted", photos, logits, usable)

    sure = usable & ~photos.weak
    slope, bias = platt(photos.label[sure], logits[sure], balanced_weights(photos, sure))
    probability = 1 / (1 + np.exp(-(slope * logits + bias)))
    genuine, attack = probability[sure & (photos.label == 1)], probability[sure & (photos.label == 0)]
    for name, threshold in (
        ("default, BPCER 5 %", np.quantile(genuine, 0.05)),
        ("strict, APCER 5 %", np.quantile(attack, 0.95)),
    ):
        species = {s: round(100 * float(np.mean(probability[sure & (photos.species == s)] >= threshold)), 1)
                   for s in sorted(set(photos.species[sure & (photos.label == 0)]))}
        print(f"{name}: threshold {threshold:.3f}, BPCER {100 * np.mean(genuine < threshold):.1f} %, "
              f"APCER {100 * np.mean(attack >= threshold):.1f} %, by species {species}")
    for low in np.arange(0, 1, 0.1):
        inside = sure & (probability >= low) & (probability < low + 0.1)
        if inside.any():
            print(f"reliability {low:.1f}-{low + 0.1:.1f}: {inside.sum()} photos, {100 * photos.label[inside].mean():.0f} % genuine")

    final = fit(photos, usable, STRENGTHS)
    print("fusion:", json.dumps({
        "bias": round(slope * final.bias + bias, 4),
        "face": round(slope * final.margin, 4),
        "frame": round(slope * final.margin, 4),
        "features": round(slope, 4),
        "texture": round(slope, 4),
    }))
    if options.out:
        counts = f"{photos.label.sum()} genuine photos and {(1 - photos.label).sum()} attacks of {len(set(photos.source))} sources"
        write_typescript(options.out, {"textureReadOut": final.terms["texture"], "featureReadOut": final.terms["features"]},
                         f"Fitted on {counts}, balanced.")


if __name__ == "__main__":
    main()
