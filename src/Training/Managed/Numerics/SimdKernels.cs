using Tandem.Towers.Kernels;

namespace Tandem.Training.Managed.Numerics;

/// <summary>The kernels, written once and compiled for each vector width.</summary>
/// <typeparam name="TSimd">The operations of the width.</typeparam>
/// <typeparam name="TVector">The vector of the width.</typeparam>
/// <typeparam name="TRows">Rows of the tile that matrix products keep in registers.</typeparam>
internal sealed partial class SimdKernels<TSimd, TVector, TRows> : TowerKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
    where TRows : struct, ITileSize
{
    public override int Width => TSimd.Width;
}
