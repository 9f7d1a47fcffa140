using System.Runtime.CompilerServices;
using Tandem.Build;

namespace Tandem.Training.Torch.Tests.NativeLibraries;

public sealed class ElfSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";
    private const ushort Weak = 2;

    /// <summary>Offset of the flags of the wanted entry in <see cref="Library"/>.</summary>
    private const int FlagsOffset = 0x40 + 16 + 16 + 4;

    [Fact]
    public void Relax_LibraryWithTheVersion_SetsItsWeakFlagAndNothingElse()
    {
        byte[] expected = Library();
        expected[FlagsOffset] |= (byte)Weak;
        byte[] library = Library();

        Assert.Equal(RelaxOutcome.Relaxed, ElfSymbolVersion.Relax(library, Version));
        Assert.Equal(expected, library);
    }

    [Fact]
    public void Relax_Twice_SaysThatItIsWeakAlready()
    {
        byte[] library = Library();
        ElfSymbolVersion.Relax(library, Version);

        Assert.Equal(RelaxOutcome.AlreadyWeak, ElfSymbolVersion.Relax(library, Version));
    }

    [Fact]
    public void Relax_LibraryWithoutTheVersion_LeavesItAlone()
    {
        byte[] library = Library();

        Assert.Equal(RelaxOutcome.NoSuchVersion, ElfSymbolVersion.Relax(library, "GLIBCXX_3.4.99"));
        Assert.Equal(Library(), library);
    }

    [Fact]
    public void Relax_NoElf_LeavesItAlone()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', 200)];

        Assert.Equal(RelaxOutcome.NotElf, ElfSymbolVersion.Relax(text, Version));
    }

    [Fact]
    public void Relax_TruncatedAnywhere_NeverThrows()
    {
        byte[] library = Library();
        for (int length = 0; length < library.Length; length++)
        {
            Assert.NotEqual(RelaxOutcome.Relaxed, ElfSymbolVersion.Relax(library[..length], Version));
        }
    }

    [Fact]
    public void Relax_TheRealLibrary_ChangesAtMostOneByte()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(path), "The library is not beside the tests.");
        byte[] before = File.ReadAllBytes(path);
        byte[] after = [.. before];

        RelaxOutcome outcome = ElfSymbolVersion.Relax(after, Version);

        Assert.Contains(outcome, new[] { RelaxOutcome.Relaxed, RelaxOutcome.AlreadyWeak });
        Assert.Equal(outcome == RelaxOutcome.Relaxed ? 1 : 0, before.Zip(after).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void RelaxFile_HardLinkIntoAPackageCache_LeavesTheCacheAlone()
    {
        string folder = Directory.CreateTempSubdirectory("relax").FullName;
        try
        {
            string cached = Path.Combine(folder, "cached.so");
            string output = Path.Combine(folder, "output.so");
            File.WriteAllBytes(cached, Library());
            File.SetLastWriteTimeUtc(cached, DateTime.UnixEpoch.AddDays(5));
            Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are made with ln.");
            System.Diagnostics.Process.Start("ln", [cached, output]).WaitForExit();

            ElfSymbolVersion.RelaxFile(output, Version);

            Assert.Equal(Library(), File.ReadAllBytes(cached));
            Assert.Equal(Weak, File.ReadAllBytes(output)[FlagsOffset]);
            Assert.Equal(DateTime.UnixEpoch.AddDays(5), File.GetLastWriteTimeUtc(output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The smallest library with one needed file and two needed versions, the second being the wanted one.</summary>
    private static byte[] Library()
    {
        const int Needs = 0x40;
        const int Names = Needs + 48;
        const int Sections = Names + 64;
        var library = new byte[Sections + (2 * 64)];
        "\u007fELF"u8.CopyTo(library);
        library[4] = 2;
        library[5] = 1;
        Put(0x28, (long)Sections);
        Put(0x3a, (short)64);
        Put(0x3c, (short)2);
        // Verneed: version 1, two entries, file name at 1, entries after 16 bytes, no further file.
        Put(Needs, (short)1);
        Put(Needs + 2, (short)2);
        Put(Needs + 4, 1);
        Put(Needs + 8, 16);
        // Vernaux: hash, flags, index, name, next.
        Put(Needs + 16 + 8, 16);
        Put(Needs + 16 + 12, 16);
        Put(Needs + 32 + 8, 31);
        "\0libstdc++.so.6\0GLIBCXX_3.4.30\0GLIBCXX_3.4.32\0"u8.CopyTo(library.AsSpan(Names));
        // Section 0 is the table of needs, linked to the strings in section 1.
        Put(Sections + 4, 0x6ffffffe);
        Put(Sections + 0x18, (long)Needs);
        Put(Sections + 0x28, 1);
        Put(Sections + 0x2c, 1);
        Put(Sections + 64 + 4, 3);
        Put(Sections + 64 + 0x18, (long)Names);
        return library;

        void Put<T>(int offset, T value)
            where T : unmanaged => Unsafe.WriteUnaligned(ref library[offset], value);
    }
}
