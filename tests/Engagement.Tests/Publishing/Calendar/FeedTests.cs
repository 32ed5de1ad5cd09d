using System.Text;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Publishing.Calendar.Feed;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Calendar;

public sealed partial class FeedTests
{
    private static readonly Uri Portal = new("https://desk.example");
    private static readonly Sql Disable = Sql.Portable("update Users set DisabledAt = @Now where Id = @Id");
    private static readonly Sql StoredHash = Sql.Portable("select TokenHash from CalendarFeeds where UserId = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_calendar_program_reads_every_post_in_UTC_and_follows_one_that_moves(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var token = await room.Get<RenewFeed>().RunAsync(await room.PersonAsync(), Stop);
        var words = "Käse, Brot; und \\ mehr\nzweite Zeile 👩‍👩‍👧‍👦 " + string.Concat(Enumerable.Repeat("längere Wörter überall ", 8));
        var account = await room.ConnectAsync();
        var post = Assert.Single(await room.DeliveriesAsync(
            PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { TemplateId = null, Text = words })).PostId));

        var text = (await room.Get<WriteFeed>().RunAsync(token, Portal, Stop))!;

        // RFC 5545 3.1: lines of at most 75 octets, each ended by CR LF, no character cut in two.
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\uFFFD', text);
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Contains("VERSION:2.0", unfolded);
        Assert.Contains("DTSTART:20261125T080000Z", unfolded);
        Assert.Contains($"UID:{post.Id}@engagement", unfolded);
        Assert.Contains("STATUS:CONFIRMED", unfolded);
        Assert.Contains($"URL:https://desk.example/posts/{post.PostId}", unfolded);
        Assert.Contains(unfolded, l => Stamp().IsMatch(l));

        // 3.3.11: backslash, comma, semicolon and line ends are escaped; read back they are what was written.
        Assert.Contains(unfolded, l =>
            l.StartsWith("DESCRIPTION:Scheduled\\n\\nKäse\\, Brot\\; und \\\\ mehr\\nzweite Zeile 👩‍👩‍👧‍👦", StringComparison.Ordinal));
        var read = Assert.Single(Ical.Net.Calendar.Load(text)!.Events);
        Assert.Contains("Käse, Brot; und \\ mehr\nzweite Zeile", read.Description!.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        PostsRoom.Done(await room.Get<MoveDeliveries>().RunAsync(
            new([post.Seen()], new NewTime.Shifted(1, 0), CalendarRoom.Berlin, "Ada", null), Stop));
        var moved = Assert.Single(Ical.Net.Calendar.Load((await room.Get<WriteFeed>().RunAsync(token, Portal, Stop))!)!.Events);
        Assert.Equal(read.Uid, moved.Uid);
        Assert.True(moved.Sequence > read.Sequence);
        Assert.Equal(read.Start!.AsUtc.AddDays(1), moved.Start!.AsUtc);
    }

    // collective/icalendar#87, ProtonMail/WebClients#513.
    [Theory]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦"
        + "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 family day")]
    [InlineData("𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家𠮷野家")]
    [InlineData("नमस्ते दुनिया नमस्ते दुनिया नमस्ते दुनिया नमस्ते दुनिया नमस्ते दुनिया")]
    [InlineData("a; b, c\\d: \"e\" a; b, c\\d: \"e\" a; b, c\\d: \"e\" a; b, c\\d: \"e\" a; b, c\\d: \"e\"")]
    internal async Task A_line_is_folded_between_characters_as_a_reader_sees_them(string words)
    {
        await using var room = await PostsRoom.OpenAsync(Dialect.Sqlite);
        var token = await room.Get<RenewFeed>().RunAsync(await room.PersonAsync(), Stop);
        var account = await room.ConnectAsync();
        await room.DeliveriesAsync(
            PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { TemplateId = null, Text = words })).PostId);

        var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes((await room.Get<WriteFeed>().RunAsync(token, Portal, Stop))!));

        Assert.DoesNotContain('\uFFFD', text);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        var read = Assert.Single(Ical.Net.Calendar.Load(text)!.Events);
        Assert.Contains(words, read.Description!, StringComparison.Ordinal);

        // Each line holds whole characters.
        var whole = Engagement.Channels.Text.Graphemes.Count(text.Replace("\r\n ", "", StringComparison.Ordinal)
            .Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(whole, text.Split("\r\n")
            .Select((line, i) => Engagement.Channels.Text.Graphemes.Count(line.StartsWith(' ') ? line[1..] : line)).Sum());
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_was_cancelled_is_cancelled_there_too(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var token = await room.Get<RenewFeed>().RunAsync(await room.PersonAsync(), Stop);
        var post = await room.PostAtAsync((await room.ConnectAsync()).Id, "2026-11-25T09:00");
        PostsRoom.Done(await room.Get<CancelDeliveries>().RunAsync(new([post.Seen()], "Ada"), Stop));

        Assert.Contains("STATUS:CANCELLED\r\n", await room.Get<WriteFeed>().RunAsync(token, Portal, Stop), StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task The_address_is_kept_as_a_hash_and_ends_when_it_is_renewed_or_its_person_may_no_longer_sign_in(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var ada = await room.PersonAsync();
        var first = await room.Get<RenewFeed>().RunAsync(ada, Stop);
        Assert.DoesNotContain(first, await room.Db.ScalarAsync<string>(StoredHash, new { Id = ada }, Stop), StringComparison.Ordinal);
        Assert.NotNull(await ReadAsync(room, first));

        var second = await room.Get<RenewFeed>().RunAsync(ada, Stop);
        Assert.Null(await ReadAsync(room, first));
        Assert.NotNull(await ReadAsync(room, second));
        Assert.Null(await ReadAsync(room, second[..^1]));
        Assert.Null(await ReadAsync(room, "' or 1=1 --"));

        await room.Db.ExecuteAsync(Disable, new { Id = ada, Now = room.Clock.Now() }, Stop);
        Assert.Null(await ReadAsync(room, second));
    }

    private static Task<string?> ReadAsync(PostsRoom room, string token) => room.Get<WriteFeed>().RunAsync(token, Portal, Stop);

    [GeneratedRegex(@"^DTSTAMP:\d{8}T\d{6}Z$")]
    private static partial Regex Stamp();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
