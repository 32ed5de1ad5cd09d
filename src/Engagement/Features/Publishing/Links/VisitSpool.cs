using System.Collections.Concurrent;
using Engagement.Data;
using Microsoft.Win32.SafeHandles;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// The files that visits are counted into before the database has them, in <c>visits/</c> of the data folder, which must outlive the
/// process.
/// </summary>
/// <remarks>
/// A visit is handed to the operating system before its redirect is answered, so a process that is killed loses none that it answered.
/// <see cref="Flush"/> forces the file to the disk once a second: a power cut loses what came since. One file is written at a time
/// (<c>.open</c>, locked by its writer); <see cref="Take"/> closes it and leaves it (<c>.batch</c>) to be drained. Its name is the batch's
/// id.
/// </remarks>
internal sealed class VisitSpool : IDisposable
{
    private const string Open = ".open";
    private const string Closed = ".batch";

    // While the database is away the open file grows to this before another is begun; some 100,000 visits make one transaction.
    private const long MostBytes = 5_000_000;

    // With the disk full too, memory holds what comes until there is room; beyond this visits are lost, and the log says so.
    private const int MostHeld = 200_000;

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger<VisitSpool> _log;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Visit> _held = new();
    private SafeFileHandle? _file;
    private string _path = "";
    private long _length;
    private bool _dirty;

    public VisitSpool(DatabaseOptions options, TimeProvider clock, ILogger<VisitSpool> log)
    {
        _folder = Path.Combine(options.DataDirectory, "visits");
        _clock = clock;
        _log = log;
        Directory.CreateDirectory(_folder);
        Adopt();
    }

    /// <summary>Visits that no file could take yet.</summary>
    public int Held => _held.Count;

    /// <summary>Counts a visit. Never fails: a reader is led on also when our disk is full.</summary>
    public void Append(in Visit visit)
    {
        try
        {
            Write(visit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Kept in memory and tried again with each flush.
            Hold(visit, e);
        }
    }

    /// <summary>Forces what was written to the disk. The spool's owner calls it once a second.</summary>
    public void Flush()
    {
        for (var left = _held.Count; left > 0 && _held.TryDequeue(out var visit); left--)
        {
            Append(visit);
        }

        SafeFileHandle? file;
        lock (_gate)
        {
            if (!_dirty)
            {
                return;
            }

            (file, _dirty) = (_file, false);
        }

        // Outside the gate: readers do not wait for the disk.
        if (file is { IsClosed: false })
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>The files to be drained, the oldest first. Closes the open one, unless others wait and it is still small.</summary>
    public IReadOnlyList<string> Take()
    {
        var waiting = Batches();
        lock (_gate)
        {
            if (_file is null || _length == 0 || (waiting.Count > 0 && _length < MostBytes))
            {
                return waiting;
            }

            Close();
        }

        return Batches();
    }

    /// <summary>The batch's id.</summary>
    public static Guid IdOf(string path) => Guid.Parse(Path.GetFileNameWithoutExtension(path));

    /// <summary>A batch's visits, and how many lines were none; null while another process holds the file or has drained it.</summary>
    public static (IReadOnlyList<Visit> Visits, int Spoilt)? Read(string path)
    {
        string text;
        try
        {
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
            text = file.ReadToEnd();
        }
        catch (IOException) when (!File.Exists(path) || IsHeld(path))
        {
            return null;
        }

        var visits = new List<Visit>();
        var spoilt = 0;

        // After the last line feed there is nothing, or the line that a kill cut short: its redirect was not answered.
        foreach (var line in text.AsSpan(0, text.LastIndexOf('\n') + 1).EnumerateLines())
        {
            if (Visit.Read(line) is { } visit)
            {
                visits.Add(visit);
            }
            else if (!line.IsEmpty)
            {
                spoilt++;
            }
        }

        return (visits, spoilt);
    }

    public void Dispose()
    {
        Flush();
        lock (_gate)
        {
            if (_file is not null)
            {
                Close();
            }
        }
    }

    private void Write(in Visit visit)
    {
        Span<byte> line = stackalloc byte[Visit.MostBytes];
        line = line[..visit.Write(line)];
        lock (_gate)
        {
            if (_file is null)
            {
                Directory.CreateDirectory(_folder);
                _path = Path.Combine(_folder, Ids.New(_clock).ToString("N") + Open);
                _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                _length = 0;
            }

            // Where a full disk took only a part, the next one is written over it.
            RandomAccess.Write(_file, line, _length);
            _length += line.Length;
            _dirty = true;
        }
    }

    private void Hold(in Visit visit, Exception e)
    {
        if (_held.Count >= MostHeld)
        {
            _log.LogError(e, "A visit is lost: {Folder} cannot be written to and {Held} visits wait in memory", _folder, MostHeld);
            return;
        }

        if (_held.IsEmpty)
        {
            _log.LogError(e, "Visits wait in memory: {Folder} cannot be written to", _folder);
        }

        _held.Enqueue(visit);
    }

    private void Close()
    {
        RandomAccess.FlushToDisk(_file!);
        _file!.Dispose();
        File.Move(_path, Path.ChangeExtension(_path, Closed));
        (_file, _length, _dirty) = (null, 0, false);
    }

    // Files that a process before this one left open. One that can be locked has no writer any more.
    private void Adopt()
    {
        foreach (var path in Directory.GetFiles(_folder, "*" + Open))
        {
            if (!IsHeld(path))
            {
                File.Move(path, Path.ChangeExtension(path, Closed));
                _log.LogInformation("Found visits of a process that ended early: {File}", Path.GetFileName(path));
            }
        }
    }

    private static bool IsHeld(string path)
    {
        using var mine = FileLock.Try(path);
        return mine is null;
    }

    private List<string> Batches() => [.. Directory.EnumerateFiles(_folder, "*" + Closed).Order(StringComparer.Ordinal)];
}
