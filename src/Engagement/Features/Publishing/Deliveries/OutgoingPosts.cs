using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Publishing.Posts.Images;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>A delivery as it goes to the network: words, link, card and pictures, the same on every try.</summary>
internal sealed class OutgoingPosts(Db db, SafeFetch fetch, TimeProvider clock, ILogger<OutgoingPosts> log)
{
    // A picture is nice to have; the post is not to wait long for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    // Whoever marked a source as internal trusts it with our own network, for its feed and for its pictures alike.
    private static readonly Sql SourceIsInternal = Sql.Portable(
        "select s.IsInternal from Articles a join Sources s on s.Id = a.SourceId where a.Id = @Id");

    private static readonly Sql OtherSends = Sql.Portable(
        "select RemoteId from Deliveries where AccountId = @AccountId and RemoteId is not null and PublishedAt >= @Since and Id <> @Id");

    private static readonly Sql SetCardImage = Sql.Portable("update Deliveries set CardImageId = @ImageId where Id = @Id and Attempts = 0");

    /// <summary>
    /// As it is looked for after an interruption: perhaps sent by a program whose memory is gone, at a time that is not known.
    /// </summary>
    public async Task<OutgoingPost> ForgottenAsync(Delivery delivery, DateTimeOffset since, CancellationToken ct) =>
        await OfAsync(delivery with { SendCreatedAt = delivery.SendCreatedAt ?? since }, ct) with
        {
            IsOfUnknownTime = true,
            NotThese = (await db.QueryAsync<string>(OtherSends, new { delivery.Id, delivery.AccountId, Since = since.AddHours(-1) }, ct))
                .ToHashSet(StringComparer.Ordinal),
        };

    /// <exception cref="InvalidOperationException">No send has begun, so there is no time to put into the record.</exception>
    public async Task<OutgoingPost> OfAsync(Delivery delivery, CancellationToken ct)
    {
        var link = delivery.LinkUrl is null ? null : new Uri(delivery.LinkUrl);
        var card = StoredCard.Of(delivery);
        var images = delivery.ImageCount > 0 ? await db.QueryAsync<StoredImage>(ImageSql.OfPost, new { delivery.PostId }, ct) : [];
        var picture = delivery.CardImageId is { } id ? await db.OneAsync<StoredImage>(ImageSql.Read, new { Id = id }, ct) : null;
        return new OutgoingPost(delivery.SendKey, delivery.Body, delivery.SendCreatedAt
            ?? throw new InvalidOperationException("No send has begun."))
        {
            Link = link,
            Card = card is null || link is null
                ? null
                : new LinkCard(link, card.Title, card.Description, picture is null ? null : Outgoing(picture)),
            Images = [.. images.Select(Outgoing)],
            Language = card?.Language,
            ContentWarning = card?.ContentWarning,
        };
    }

    /// <summary>
    /// Fetches the picture of a card that we supply ourselves, before the first send, and keeps it, so that a repeat is the same to the
    /// byte. Without it the card goes out with words alone.
    /// </summary>
    public async Task KeepCardImageAsync(Delivery delivery, ChannelFacts facts, CancellationToken ct)
    {
        if (!facts.CardIsOurs || delivery is not { Attempts: 0, CardImageId: null, ImageCount: 0 }
            || StoredCard.Of(delivery) is not { ImageUrl: { } address }
            || !Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Patience);
        Fetched fetched;
        try
        {
            var isInternal = await db.ScalarAsync<bool>(SourceIsInternal, new { Id = delivery.ArticleId }, ct);
            fetched = await fetch.GetAsync(url, isInternal, ct: timeout.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            fetched = new Fetched.Failed("It took too long.");
        }

        if (fetched is not Fetched.Content { Bytes: var bytes } || ImageFile.Read(bytes) is not { } file
            || bytes.Length > facts.MaxImageBytes || !facts.ImageTypes.Contains(file.MediaType))
        {
            log.LogInformation("The card of {DeliveryId} goes without its picture: {Reason}",
                delivery.Id, (fetched as Fetched.Failed)?.Reason ?? "it does not suit the network");
            return;
        }

        var now = clock.Now();
        await db.InTransactionAsync(async tx =>
        {
            var image = new { Id = Ids.New(now), file.MediaType, file.Width, file.Height, Bytes = bytes, Now = now, By = Ledger.System };
            await tx.ExecuteAsync(ImageSql.Insert, image, ct);
            await tx.ExecuteAsync(SetCardImage, new { delivery.Id, ImageId = image.Id }, ct);
        }, ct);
    }

    private static OutgoingImage Outgoing(StoredImage image) => new(image.Bytes, image.MediaType, image.AltText, image.Width, image.Height);
}
