"""A checkpoint to `models/weights/obstruction-net.onnx`: batch norms folded, sigmoid inside, fixed shapes, opset 13."""
import argparse
import copy
import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from net import ObstructionNet

WEIGHTS = Path(__file__).resolve().parents[2] / "weights" / "obstruction-net.onnx"


def fold(module):
    """Every Conv + BatchNorm of a Sequential becomes one Conv."""
    for name, child in module.named_children():
        fold(child)
        if isinstance(child, nn.Sequential):
            layers, out = list(child), []
            for layer in layers:
                if isinstance(layer, nn.BatchNorm2d) and isinstance(out[-1], nn.Conv2d):
                    out[-1] = fuse_conv_bn_eval(out[-1], layer)
                else:
                    out.append(layer)
            setattr(module, name, nn.Sequential(*out))
    return module


class Exported(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return torch.sigmoid(self.net.map(x))


def export(checkpoint, path=WEIGHTS):
    import onnx

    net = ObstructionNet()
    net.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    net.eval()
    folded = Exported(fold(copy.deepcopy(net)).eval())
    x = torch.rand(1, 3, 128, 128)
    with torch.no_grad():
        difference = (torch.sigmoid(net(x)) - folded(x)[:, 0]).abs().max().item()
    assert difference < 1e-4, difference
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"dynamo": False} if torch.__version__ >= "2.5" else {}
    torch.onnx.export(folded, x, str(path), input_names=["input"], output_names=["cover"], opset_version=13, do_constant_folding=True, **options)
    model = onnx.load(str(path))
    model.producer_name, model.producer_version, model.doc_string = "livephoto", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
    data = path.read_bytes()
    print(f"{path}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}, ops {sorted({n.op_type for n in model.graph.node})}, folding error {difference:.1e}")
    return np.float64(difference)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--out", default=WEIGHTS)
    args = parser.parse_args()
    export(args.checkpoint, args.out)
