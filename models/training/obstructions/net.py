"""The obstruction net: an aligned face (RGB, 128x128, 0..1) to how much of each of 32x32 cells is covered (logits)."""
import torch
from torch import nn
from torch.nn import functional as F


def conv(i, o, stride=1, kernel=3):
    return nn.Sequential(nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class ObstructionNet(nn.Module):
    """Plain convolutions only: depthwise ones are what wasm is slow at. 0.37 M parameters, 58 M multiplications."""

    def __init__(self, widths=(16, 24, 56, 76)):
        super().__init__()
        a, b, c, d = widths
        self.stem = conv(3, a, 2)
        self.quarter = nn.Sequential(conv(a, b, 2), conv(b, b))
        self.eighth = nn.Sequential(conv(b, c, 2), Residual(c))
        self.sixteenth = nn.Sequential(conv(c, d, 2), Residual(d), Residual(d))
        self.whole = nn.Linear(d, d)
        self.up8 = conv(d, c, kernel=1)
        self.mix8 = conv(c, c)
        self.up4 = conv(c, b, kernel=1)
        self.mix4 = conv(b, b)
        self.head = nn.Conv2d(b, 1, 1)

    def forward(self, x):
        """Logits (n,32,32)."""
        return self.map(x)[:, 0]

    def map(self, x):
        """Logits (n,1,32,32)."""
        return self.upwards(*self.downwards(x))

    def downwards(self, x):
        """Inner maps of a quarter and an eighth of the side: what `odd.py` branches from."""
        q = self.quarter(self.stem((x - 0.5) * 4))
        return q, self.eighth(q)

    def upwards(self, q, e):
        s = self.sixteenth(e)
        s = s * torch.sigmoid(self.whole(s.mean((2, 3))))[:, :, None, None]
        y = self.mix8(e + F.interpolate(self.up8(s), scale_factor=2, mode="nearest"))
        y = self.mix4(q + F.interpolate(self.up4(y), scale_factor=2, mode="nearest"))
        return self.head(y)


def parameters(net):
    return sum(p.numel() for p in net.parameters())


if __name__ == "__main__":
    import time

    torch.set_num_threads(2)
    n = ObstructionNet()
    print(parameters(n), n(torch.zeros(2, 3, 128, 128)).shape)
    o = torch.optim.AdamW(n.parameters())
    for fmt in (torch.contiguous_format, torch.channels_last):
        n = n.to(memory_format=fmt)
        x = torch.rand(64, 3, 128, 128).to(memory_format=fmt)
        for k in range(6):
            if k == 1:
                t = time.time()
            o.zero_grad()
            n(x).mean().backward()
            o.step()
        print(fmt, 5 * 64 / (time.time() - t), "samples/s")
