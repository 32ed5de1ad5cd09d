using System.Buffers;
using Engagement.Data;

namespace Engagement.Web.Bodies;

/// <summary>
/// Where bodies of requests lie until it is their turn: the first of it in memory, and all of it in a file once it is longer. However
/// slowly one comes, it takes no more than that.
/// </summary>
/// <param name="folder">Made when it is needed; its files are nobody's after a kill.</param>
internal sealed class KeptBodies(string folder)
{
    /// <summary>What is no longer than this is not written to a file.</summary>
    public const int Short = 256 * 1024;

    // Of all files at once; some two hundred of the longest articles.
    private const long Most = 1_200_000_000;
    private const int Step = 64 * 1024;

    private readonly string _folder = folder;
    private long _bytes;

    /// <summary>Reads it to its end.</summary>
    /// <returns>The whole of it, from its beginning; null: there is no room for it now.</returns>
    public async Task<Stream?> KeepAsync(Stream body, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Step);
        Stream? kept = new MemoryStream();
        try
        {
            for (int read; (read = await body.ReadAsync(buffer.AsMemory(0, Step), ct)) > 0;)
            {
                if (kept is MemoryStream start && kept.Length + read > Short)
                {
                    kept = new KeptFile(this);
                    await kept.WriteAsync(start.GetBuffer().AsMemory(0, (int)start.Length), ct);
                }

                await kept.WriteAsync(buffer.AsMemory(0, read), ct);
                if (Interlocked.Read(ref _bytes) > Most)
                {
                    return null;
                }
            }

            kept.Position = 0;
            var whole = kept;
            kept = null;
            return whole;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (kept is not null)
            {
                await kept.DisposeAsync();
            }
        }
    }

    /// <summary>What a process left that was killed while it took one in.</summary>
    public void Sweep()
    {
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder))
            {
                File.Delete(file);
            }
        }
    }

    private string NewFile()
    {
        PrivateFiles.CreateFolder(_folder);
        return Path.Combine(_folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Gone when it is closed; what is written to it counts until then.</summary>
    private sealed class KeptFile(KeptBodies owner) : FileStream(
        owner.NewFile(), PrivateFiles.ForAWhile(Step))
    {
        private long _counted;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            _counted += buffer.Length;
            Interlocked.Add(ref owner._bytes, buffer.Length);
        }

        public override ValueTask DisposeAsync()
        {
            Uncount();
            return base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            Uncount();
            base.Dispose(disposing);
        }

        private void Uncount() => Interlocked.Add(ref owner._bytes, -Interlocked.Exchange(ref _counted, 0));
    }
}
