// Compiled twice: by the build as an inline task (RoslynCodeTaskFactory, netstandard2.0: no spans, no NET constant), and by
// the tests, which take the patcher and leave the task out.
#if !NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
#endif
using System.Text;

namespace Tandem.Build;

/// <summary>What became of a library.</summary>
public enum RelaxOutcome
{
    /// <summary>The entry was there and is weak in the new content.</summary>
    Relaxed,

    /// <summary>The entry is weak already.</summary>
    AlreadyWeak,

    /// <summary>The library does not ask for this symbol version.</summary>
    NoSuchVersion,

    /// <summary>The file is no 64-bit little-endian ELF file, or its headers point outside of it.</summary>
    NotElf,
}

/// <summary>
/// Makes one symbol version that an ELF library needs optional: the loader then no longer refuses the library when the
/// system's copy of the dependency lacks that version. Formulae and field names: System V ABI, "Symbol Versioning" (LSB 5.0, 10.7).
/// </summary>
public static class ElfSymbolVersion
{
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const ushort FlagWeak = 0x2;

    /// <summary>
    /// Sets VER_FLG_WEAK on every needed version called <paramref name="version"/>. Changes <paramref name="library"/> in place,
    /// and only when the outcome is <see cref="RelaxOutcome.Relaxed"/>.
    /// </summary>
    public static RelaxOutcome Relax(byte[] library, string version)
    {
        if (library.Length < 64 || library[0] != 0x7f || library[1] != 'E' || library[2] != 'L' || library[3] != 'F' ||
            library[4] != 2 || library[5] != 1)
        {
            return RelaxOutcome.NotElf;
        }

        try
        {
            return RelaxVersionNeeds(library, version);
        }
        catch (Exception outside) when (outside is ArgumentException || outside is IndexOutOfRangeException || outside is OverflowException)
        {
            return RelaxOutcome.NotElf;
        }
    }

    private static RelaxOutcome RelaxVersionNeeds(byte[] library, string version)
    {
        long sections = BitConverter.ToInt64(library, 0x28);
        int sectionSize = BitConverter.ToUInt16(library, 0x3a);
        int sectionCount = BitConverter.ToUInt16(library, 0x3c);
        if (sections + ((long)sectionCount * sectionSize) > library.Length)
        {
            return RelaxOutcome.NotElf;
        }

        var outcome = RelaxOutcome.NoSuchVersion;
        var flags = new List<int>();
        for (int index = 0; index < sectionCount; index++)
        {
            int header = checked((int)(sections + ((long)index * sectionSize)));
            if (BitConverter.ToUInt32(library, header + 4) != SectionVersionNeeds)
            {
                continue;
            }

            int names = checked((int)(sections + (BitConverter.ToUInt32(library, header + 0x28) * (long)sectionSize)));
            long strings = BitConverter.ToInt64(library, names + 0x18);
            int need = checked((int)BitConverter.ToInt64(library, header + 0x18));
            for (int needs = BitConverter.ToInt32(library, header + 0x2c); needs > 0; needs--)
            {
                int auxiliary = checked(need + BitConverter.ToInt32(library, need + 8));
                for (int versions = BitConverter.ToUInt16(library, need + 2); versions > 0; versions--)
                {
                    if (NameAt(library, checked((int)(strings + BitConverter.ToUInt32(library, auxiliary + 8)))) == version)
                    {
                        outcome = RelaxOutcome.AlreadyWeak;
                        if ((BitConverter.ToUInt16(library, auxiliary + 4) & FlagWeak) == 0)
                        {
                            flags.Add(auxiliary + 4);
                        }
                    }

                    auxiliary = checked(auxiliary + BitConverter.ToInt32(library, auxiliary + 12));
                }

                need = checked(need + BitConverter.ToInt32(library, need + 12));
            }
        }

        // Only now, when every header has been read, so that a damaged file is left as it was.
        foreach (int offset in flags)
        {
            library[offset] |= (byte)FlagWeak;
            outcome = RelaxOutcome.Relaxed;
        }

        return outcome;
    }

    private static string NameAt(byte[] library, int start)
    {
        int end = Array.IndexOf(library, (byte)0, start);
        return Encoding.ASCII.GetString(library, start, end - start);
    }

    /// <summary>
    /// Relaxes the library at <paramref name="path"/>. The old file is never written to, because it may be a hard link into the
    /// package cache: the new content goes to a sibling that is renamed over it and takes its time stamp, so that an incremental
    /// build still sees the package's file.
    /// </summary>
    public static RelaxOutcome RelaxFile(string path, string version)
    {
        byte[] content = File.ReadAllBytes(path);
        RelaxOutcome outcome = Relax(content, version);
        if (outcome == RelaxOutcome.Relaxed)
        {
            string sibling = path + ".relaxed";
            File.WriteAllBytes(sibling, content);
            File.SetLastWriteTimeUtc(sibling, File.GetLastWriteTimeUtc(path));
            File.Delete(path);
            File.Move(sibling, path);
        }

        return outcome;
    }

    /// <summary>Says whether any library of this file name in the folders has <paramref name="version"/>; null when there is none.</summary>
    public static bool? SystemHas(string version, string fileName, string[] folders)
    {
        bool? found = null;
        byte[] wanted = Encoding.ASCII.GetBytes("\0" + version + "\0");
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, fileName);
            if (File.Exists(path))
            {
                if (Contains(File.ReadAllBytes(path), wanted))
                {
                    return true;
                }

                found = false;
            }
        }

        return found;
    }

    private static bool Contains(byte[] content, byte[] wanted)
    {
        for (int start = Array.IndexOf(content, wanted[0]); start >= 0 && start <= content.Length - wanted.Length; start = Array.IndexOf(content, wanted[0], start + 1))
        {
            int matched = 1;
            while (matched < wanted.Length && content[start + matched] == wanted[matched])
            {
                matched++;
            }

            if (matched == wanted.Length)
            {
                return true;
            }
        }

        return false;
    }
}

#if !NET
/// <summary>The build step: relaxes one symbol version in each library, where the system's dependency lacks it.</summary>
public sealed class RelaxSymbolVersion : Microsoft.Build.Utilities.Task
{
    private static readonly string[] Folders =
    {
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib",
    };

    [Microsoft.Build.Framework.Required]
    public Microsoft.Build.Framework.ITaskItem[] Libraries { get; set; }

    /// <summary>For example GLIBCXX_3.4.32.</summary>
    [Microsoft.Build.Framework.Required]
    public string Version { get; set; }

    /// <summary>The dependency that defines the version, for example libstdc++.so.6.</summary>
    [Microsoft.Build.Framework.Required]
    public string Dependency { get; set; }

    public override bool Execute()
    {
        bool? present = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? ElfSymbolVersion.SystemHas(Version, Dependency, Folders) : true;
        if (present != false)
        {
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Low, "{0}: nothing to relax ({1}).", Version, present == null ? Dependency + " not found" : "present");
            return true;
        }

        foreach (Microsoft.Build.Framework.ITaskItem library in Libraries)
        {
            RelaxOutcome outcome = ElfSymbolVersion.RelaxFile(library.ItemSpec, Version);
            Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "{0} in {1}: {2}.", Version, library.ItemSpec, outcome);
            if (outcome == RelaxOutcome.NotElf)
            {
                Log.LogWarning("{0} is no ELF library; it is left as it is.", library.ItemSpec);
            }
        }

        return true;
    }
}
#endif
