using MimeKit;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// Reads a mail from its first byte to its last and keeps of it what is worth reading, so that a mail with a film in it costs no more
/// memory
/// than its words. Depth, number and length of everything are bounded (<see cref="MailLimits"/>).
/// </summary>
internal sealed class StreamedMail : MimeReader
{
    private readonly Bounded _source;
    private readonly Stack<MailPart> _open = new();

    private HeaderList _headers = [];
    private HeaderList? _top;
    private MailPart? _root;
    private MailPart? _leaf;
    private int _nested;
    private int _parts;
    private int _kept;

    private StreamedMail(Bounded source)
        : base(new ParserOptions { MaxMimeDepth = MailLimits.Depth }, source, MimeFormat.Entity) => _source = source;

    /// <param name="source">The mail as it came. It is read to its end, or to <paramref name="most"/>.</param>
    /// <param name="most">More bytes are not read.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="FormatException">It is no mail: no headers, or headers or parts without end.</exception>
    public static async Task<IncomingMail> ReadAsync(Stream source, long most, CancellationToken ct)
    {
        await using var bounded = new Bounded(source, most);
        var reader = new StreamedMail(bounded);
        await reader.ReadMessageAsync(ct);
        return reader is { _top: { Count: > 0 } top, _root: { } root }
            ? new IncomingMail(top, root, bounded.Total) { IsCut = bounded.IsCut,
                PartsLeft = Math.Max(0, reader._parts - MailLimits.Parts) }
            : throw new FormatException("No headers.");
    }

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _headers = [];

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        _source.Progress();
        if (_headers.Count < 500)
        {
            _headers.Add(header);
        }
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber,
        CancellationToken cancellationToken)
    {
        if (_top is null)
        {
            _top = _headers;
        }
        else if (_open.TryPeek(out var message) && message.IsMail && message.Nested is null)
        {
            message.Nested = _headers;
        }
    }

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken) => Open(contentType);

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
            CancellationToken cancellationToken) => _open.Pop();

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken)
    {
        Open(contentType);
        _open.Peek().IsMail = true;
        _nested++;
    }

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
            CancellationToken cancellationToken)
    {
        _nested--;
        _open.Pop().Size = endOffset - headersEndOffset;
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken) => _leaf = Add(contentType);

    protected override void OnMimePartContentRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        _source.Progress();
        var part = _leaf!;
        var most = _nested > 0 ? 0 : Math.Min(part.Wanted, part.IsTnef ? int.MaxValue : Math.Max(0, MailLimits.AllTexts - _kept));
        part.Add(buffer, startIndex, count, most);
        _kept += part.IsTnef || most == 0 ? 0 : count;
    }

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
            CancellationToken cancellationToken) => _leaf = null;

    protected override void OnMultipartPreambleRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken) =>
        _source.Progress();

    protected override void OnMultipartEpilogueRead(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken) =>
        _source.Progress();

    private void Open(ContentType type) => _open.Push(Add(type));

    private MailPart Add(ContentType type)
    {
        if (++_parts > MailLimits.MostParts)
        {
            throw new FormatException("Too many parts.");
        }

        var part = new MailPart(type, _headers);
        if (_root is null)
        {
            _root = part;
        }
        else if (_parts <= MailLimits.Parts && _nested == 0 && _open.TryPeek(out var parent))
        {
            parent.Parts.Add(part);
        }

        return part;
    }

    /// <summary>The source, so far as it is read: to its bound, and no further than a bound without anything being found in it.</summary>
    private sealed class Bounded(Stream source, long most) : Stream
    {
        private long _unheard;

        public long Total { get; private set; }

        public bool IsCut { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        /// <summary>Something was read whole: it goes on.</summary>
        public void Progress() => _unheard = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var room = (int)Math.Min(buffer.Length, most - Total);
            if (room <= 0)
            {
                IsCut |= buffer.Length > 0;
                return 0;
            }

            return Count(await source.ReadAsync(buffer[..room], cancellationToken));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var room = (int)Math.Min(count, most - Total);
            IsCut |= room <= 0 && count > 0;
            return room <= 0 ? 0 : Count(source.Read(buffer, offset, room));
        }

        public override void Flush()
        {
            // Only read from.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read)
        {
            Total += read;
            _unheard += read;
            return _unheard <= MailLimits.Headers ? read : throw new FormatException("A header without end.");
        }
    }
}
