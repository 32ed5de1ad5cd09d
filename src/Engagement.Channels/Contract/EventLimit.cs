namespace Engagement.Channels;

/// <summary>
/// A stream of server-sent events that ends where one event goes on for longer than any event does: whoever reads it keeps an event until
/// its empty line comes, and a server that never sends one has been seen to take seven gigabytes.
/// </summary>
internal sealed class EventLimit(Stream inner) : Stream
{
    private int _length;
    private bool _lineIsEmpty = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Seen(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span[..read]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Lines end with a line feed, a carriage return or both; an empty one ends the event (html.spec.whatwg.org, "Parsing an event stream").
    private int Seen(ReadOnlySpan<byte> read)
    {
        foreach (var b in read)
        {
            if (b is (byte)'\n' or (byte)'\r')
            {
                _length = _lineIsEmpty ? 0 : _length + 1;
                _lineIsEmpty = true;
            }
            else
            {
                _lineIsEmpty = false;
                _length++;
            }

            if (_length > HttpLimits.MostEvent)
            {
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded,
                    $"The server streams an event of more than {HttpLimits.MostEvent / 1024:N0} KB.");
            }
        }

        return read.Length;
    }
}
