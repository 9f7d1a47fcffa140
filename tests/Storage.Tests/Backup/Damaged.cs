namespace Tandem.Storage.Tests.Backup;

/// <summary>What a bad disk does.</summary>
internal static class Damaged
{
    /// <summary>Changes one bit in the middle of a file.</summary>
    public static void Flip(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
