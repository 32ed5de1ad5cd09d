using System.Text;

namespace Engagement.Web.Proxy;

/// <summary>
/// A response's body: HTML is held back until it is whole (pages are made whole anyway), everything else goes through as it comes, streams
/// too.
/// </summary>
internal sealed class HtmlHeldBack(HttpResponse response, Stream through) : Stream
{
    private readonly MemoryStream _held = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool IsHtml =>
        !response.HasStarted && response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The HTML; null when there was none.</summary>
    public string? Taken() => _held.Length == 0 ? null : Encoding.UTF8.GetString(_held.GetBuffer(), 0, (int)_held.Length);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsHtml)
        {
            return through.WriteAsync(buffer, cancellationToken);
        }

        response.ContentLength = null; // what it will be, the links decide
        _held.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsHtml)
        {
            response.ContentLength = null;
            _held.Write(buffer, offset, count);
        }
        else
        {
            through.Write(buffer, offset, count);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _held.Length > 0 ? Task.CompletedTask : through.FlushAsync(cancellationToken);

    public override void Flush()
    {
        if (_held.Length == 0)
        {
            through.Flush();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
