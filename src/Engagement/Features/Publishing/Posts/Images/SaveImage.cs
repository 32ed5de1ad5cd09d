using Engagement.Data;

namespace Engagement.Features.Publishing.Posts.Images;

/// <summary>
/// Keeps a picture that a person or a program sent, before there is a post for it, so that a form which is refused loses nothing.
/// </summary>
internal sealed class SaveImage(Db db, TimeProvider clock)
{
    /// <summary>The largest any network of ours takes; what each takes is checked when the post is made.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    // A picture beyond this is no picture for a post, and trouble for whoever draws it.
    private const int MostSide = 16_384;

    /// <param name="Field">What the sender calls it, for the error.</param>
    internal sealed record Command(string Field, ReadOnlyMemory<byte> Bytes, string By);

    public async Task<Result<KeptImage>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.Bytes.Length is 0 or > MostBytes)
        {
            return Result<KeptImage>.Wrong(command.Field, command.Bytes.Length == 0
                ? "Choose a picture."
                : $"A picture has at most {MostBytes / 1024 / 1024} MB.");
        }

        if (ImageFile.Read(command.Bytes.Span) is not { } file)
        {
            return Result<KeptImage>.Wrong(command.Field, "That is no picture we know: PNG, JPEG, WebP or GIF.");
        }

        if (file.Width > MostSide || file.Height > MostSide)
        {
            return Result<KeptImage>.Wrong(command.Field, $"It is {file.Width} by {file.Height} pixels; at most {MostSide} by {MostSide}.");
        }

        var now = clock.Now();
        var kept = new KeptImage { Id = Ids.New(now), MediaType = file.MediaType,
            Width = file.Width, Height = file.Height, Size = command.Bytes.Length };
        await db.ExecuteAsync(ImageSql.Insert,
            new { kept.Id, kept.MediaType, kept.Width, kept.Height, Bytes = command.Bytes.ToArray(), Now = now, command.By }, ct);
        return kept;
    }
}

/// <summary>A picture we have, without its bytes.</summary>
internal sealed record KeptImage
{
    public Guid Id { get; init; }

    public string MediaType { get; init; } = "";

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>In bytes.</summary>
    public int Size { get; init; }
}

/// <summary>A picture with its bytes; with its description where it belongs to a post.</summary>
internal sealed record StoredImage
{
    public Guid Id { get; init; }

    public string MediaType { get; init; } = "";

    public int Width { get; init; }

    public int Height { get; init; }

    public byte[] Bytes { get; init; } = [];

    public string AltText { get; init; } = "";
}

internal static class ImageSql
{
    public static readonly Sql Insert = Sql.Portable("""
        insert into Images (Id, MediaType, Width, Height, Bytes, CreatedAt, CreatedBy)
        values (@Id, @MediaType, @Width, @Height, @Bytes, @Now, @By)
        """);

    public static readonly Sql Describe = Sql.For(
        sqlServer: "select Id, MediaType, Width, Height, cast(datalength(Bytes) as int) as Size from Images where Id in {ids Ids}",
        sqlite: "select Id, MediaType, Width, Height, length(Bytes) as Size from Images where Id in {ids Ids}");

    public static readonly Sql Read = Sql.Portable("select Id, MediaType, Width, Height, Bytes from Images where Id = @Id");

    public static readonly Sql Attach = Sql.Portable(
        "insert into PostImages (PostId, Ordinal, ImageId, AltText) values (@PostId, @Ordinal, @ImageId, @AltText)");

    public static readonly Sql OfPost = Sql.Portable(
        """
        select i.Id, i.MediaType, i.Width, i.Height, i.Bytes, p.AltText
        from PostImages p join Images i on i.Id = p.ImageId where p.PostId = @PostId order by p.Ordinal
        """);

    public static readonly Sql ShownWithPost = Sql.Portable(
        "select ImageId as Id, AltText from PostImages where PostId = @PostId order by Ordinal");

    // Sent up for a post that was never made.
    public static readonly Sql Forget = Sql.Portable(
        """
        delete from Images where CreatedAt < @Before
            and not exists (select 1 from PostImages p where p.ImageId = Images.Id)
            and not exists (select 1 from Deliveries d where d.CardImageId = Images.Id)
        """);
}
