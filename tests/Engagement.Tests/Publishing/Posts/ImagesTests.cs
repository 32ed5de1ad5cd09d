using System.Buffers.Binary;
using CsCheck;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Tests.Data;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Publishing.Posts;

/// <summary>Pictures: known by their own bytes, kept before the post, sent with it, checked against each network's rules.</summary>
public sealed class ImagesTests
{
    private static readonly Sql SetPicture = Sql.Portable("update Articles set ImageUrl = @Url");
    private static readonly Sql TrustSources = Sql.Portable("update Sources set IsInternal = 1");
    private static readonly Sql CountImages = Sql.Portable("select count(*) from Images");

    [Fact]
    public void A_picture_is_known_by_its_bytes()
    {
        Assert.Equal(new ImageFile("image/png", 640, 480), ImageFile.Read(Png(640, 480)));
        Assert.Equal(new ImageFile("image/gif", 300, 200), ImageFile.Read([.. "GIF89a"u8, 0x2C, 0x01, 0xC8, 0x00, 0, 0, 0]));
        Assert.Equal(new ImageFile("image/jpeg", 1024, 768),
            ImageFile.Read([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 3, 0, 4, 0, 3, 0, 0, 0, 0]));
        Assert.Equal(new ImageFile("image/webp", 550, 368),
            ImageFile.Read([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 0, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, 0x26, 0x02, 0x70, 0x01]));
        Assert.Equal(new ImageFile("image/webp", 100, 50),
            ImageFile.Read([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0]));
    }

    [Fact]
    public void Anything_else_is_none_and_nothing_that_is_cut_short_throws()
    {
        Assert.Null(ImageFile.Read("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8));
        Assert.Null(ImageFile.Read("MZ not a picture at all, whatever its name"u8));
        Assert.Null(ImageFile.Read(Png(0, 480)));
        Gen.Select(Gen.Byte.Array[0, 64], Gen.Int[0, 5]).Sample((noise, sort) =>
        {
            byte[][] starts = [[0xFF, 0xD8, 0xFF, 0xE1], Png(10, 10)[..20], [.. "GIF89a"u8],
                [.. "RIFF\0\0\0\0WEBPVP8X"u8], [.. "RIFF\0\0\0\0WEBPVP8L"u8], []];
            var found = ImageFile.Read([.. starts[sort], .. noise]);
            return found is null || (found.Width > 0 && found.Height > 0);
        });
    }

    [Theory, OnEachDatabase]
    internal async Task Pictures_go_out_with_the_post_in_their_order_with_what_they_show(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var (first, second) = (await KeepAsync(room, Png(640, 480)), await KeepAsync(room, Png(32, 32)));

        var created = Done(await room.CreateAsync(room.Command(desk.Id)
            with { Images = [new(second.Id, "A badge reader"), new(first.Id, " The green light ")] }));
        var delivery = Assert.Single(await room.DeliveriesAsync(created.PostId));
        room.Clock.SetUtcNow(created.DueAt);
        await room.WorkAsync(delivery.Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
        var there = room.Sandbox.Posts.Find((await room.DeliveryAsync(delivery.Id)).RemoteId!)!;
        Assert.Equal(["A badge reader", "The green light"], there.Images.Select(i => i.Alt));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_wrong_with_a_picture_is_named(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var keep = room.Get<SaveImage>();

        Assert.Equal("picture", Wrong(await keep.RunAsync(new("picture", "not a picture"u8.ToArray(), "Erin"), Stop)).Field);
        Assert.Equal("picture", Wrong(await keep.RunAsync(new("picture", Png(20_000, 10), "Erin"), Stop)).Field);
        var small = await KeepAsync(room, Png(10, 10));
        var large = await KeepAsync(room, [.. Png(10, 10), .. new byte[1_000_001]]); // the Sandbox network takes a million bytes

        Assert.Equal("Images[0].AltText",
            Wrong(await room.CreateAsync(room.Command(desk.Id) with { Images = [new(small.Id, " ")] })).Field);
        Assert.Equal("Images[0]",
            Wrong(await room.CreateAsync(room.Command(desk.Id) with { Images = [new(Guid.NewGuid(), "A badge")] })).Field);
        Assert.Equal("Images",
            Wrong(await room.CreateAsync(room.Command(desk.Id)
                with { Images = [.. Enumerable.Repeat(new CreatePost.PostImage(small.Id, "A badge"), 5)] })).Field);
        var refused = Wrong(
            await room.CreateAsync(room.Command(desk.Id) with { Images = [new(small.Id, "A badge"), new(large.Id, "A large badge")] }));
        Assert.Equal("Images", refused.Field);
        Assert.Contains("Image 2: it has 1,000,034 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_picture_no_post_was_made_with_is_forgotten_and_the_others_are_kept(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var used = await KeepAsync(room, Png(10, 10));
        await KeepAsync(room, Png(20, 20));
        Done(await room.CreateAsync(room.Command(desk.Id) with { Images = [new(used.Id, "A badge")] }));

        room.Clock.Advance(TimeSpan.FromDays(3));
        await room.Get<DeleteImages>().RunAsync(Stop);

        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountImages));
    }

    [Theory, OnEachDatabase]
    internal async Task The_picture_of_an_article_goes_into_the_links_card_where_its_source_may_be_asked(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var pictures = await room.Sandbox.JoinAsync("pictures");
        var served = new Uri(room.Sandbox.Address, await ServeAsync(room, pictures));
        await room.Db.ExecuteAsync(SetPicture, new { Url = served.ToString() });

        // The server is on this machine, where an address that somebody wrote into an article must not lead us.
        Assert.Null((await SendAsync(room, desk.Id)).CardImageId);

        await room.Db.ExecuteAsync(TrustSources);
        var sent = await SendAsync(room, desk.Id);
        Assert.NotNull(sent.CardImageId);
        Assert.NotNull(room.Sandbox.Posts.Find(sent.RemoteId!)!.Card!.ImageUrl);
    }

    private static async Task<Delivery> SendAsync(PostsRoom room, Guid account)
    {
        var created = Done(await room.CreateAsync(room.Command(account) with { Now = true, DueAt = null }));
        var delivery = Assert.Single(await room.DeliveriesAsync(created.PostId));
        await room.WorkAsync(delivery.Id);
        var sent = await room.DeliveryAsync(delivery.Id);
        Assert.Equal(DeliveryState.Published, sent.State);
        return sent;
    }

    // A picture that hangs on somebody's post there, by its address.
    private static async Task<string> ServeAsync(PostsRoom room, Engagement.Channels.ChannelAccount who)
    {
        var channel = (Engagement.Channels.IPublish)Engagement.Channels.ChannelCatalog.Shipped(
            _ => new HttpClient(), room.Clock)["sandbox"];
        var sent = Assert.IsType<Engagement.Channels.SendOutcome.Accepted>(await channel.PublishAsync(
            who, new("a", "Look", room.Clock.Now()) { Images = [new(Png(64, 64), "image/png", "A square")] }, Stop));
        return room.Sandbox.Posts.Find(sent.RemoteId)!.Images[0].Url;
    }

    private static async Task<KeptImage> KeepAsync(PostsRoom room, byte[] bytes) =>
        Done(await room.Get<SaveImage>().RunAsync(new("picture", bytes, "Erin"), Stop));

    // A signature and a header; nobody here draws it.
    private static byte[] Png(int width, int height)
    {
        byte[] bytes = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0,
            13, .. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
