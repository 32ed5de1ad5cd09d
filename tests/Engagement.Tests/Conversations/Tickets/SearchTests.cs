using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Search;
using Engagement.Features.Search;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class SearchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task Tickets_are_found_by_words_of_their_messages_whatever_their_case_and_accents(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "My Büro printer jams."), room.Said("2", "The VPN does not connect.", by: "ben"));

        Assert.Equal(["1"], await FoundAsync(room, "buro"));
        Assert.Equal(["1"], await FoundAsync(room, "PRINTER büro"));
        Assert.Equal(["2"], await FoundAsync(room, "vpn"));
        Assert.Empty(await FoundAsync(room, "printer vpn"));
    }

    [Theory, OnEachDatabase]
    internal async Task The_last_word_may_be_only_begun_and_the_authors_name_counts(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "The printer jams."), room.Said("2", "The screen is dark.", by: "ben"));

        Assert.Equal(["1"], await FoundAsync(room, "printer ja"));
        Assert.Equal(["1"], await FoundAsync(room, "prin"));
        Assert.Empty(await FoundAsync(room, "prin jams"));
        Assert.Equal(["2"], await FoundAsync(room, "Ben"));
    }

    [Theory, OnEachDatabase]
    internal async Task A_word_that_very_many_messages_have_is_looked_for_as_it_stands(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(
            [.. Enumerable.Range(0, MessageQuery.Most).Select(i => room.Said($"{i}", "I cannot print.", by: $"c{i % 50}"))]);
        await room.HearAsync(room.Said("later", "The printer jams.", by: "zoe"));

        Assert.DoesNotContain("later", await FoundAsync(room, "print"));
        Assert.Equal(["later"], await FoundAsync(room, "printe"));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_stranger_types_is_words_and_nothing_else(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "Is it 100% \"safe\" (really)? a*b NEAR c"));

        Assert.Equal(["1"], await FoundAsync(room, "100% \"safe\""));
        Assert.Equal(["1"], await FoundAsync(room, "a*b NEAR(c"));
        Assert.Empty(await FoundAsync(room, "100%e"));
        Assert.Empty(await FoundAsync(room, "\"*()"));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_that_were_changed_are_found_and_the_ones_before_are_not(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "The printer jams."));
        var message = Assert.Single(await room.MessagesAsync((await room.TicketAsync()).Id));

        await room.Db.InTransactionAsync(
            tx => MessageIndex.ChangeAsync(tx, message.Id, message.AuthorName, "The scanner jams.", Stop), Stop);

        Assert.Empty(await FoundAsync(room, "printer"));
        Assert.Equal(["1"], await FoundAsync(room, "scanner"));
    }

    // mattermost/mattermost#22345. In Lao, Khmer and Myanmar as in Thai.
    [Theory, OnEachDatabase]
    internal async Task A_word_is_found_within_a_line_that_sets_no_spaces(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(
            room.Said("ja", "私の家は上海の東にあります。クライアントが再起動しません。VPNがつながりません"),
            room.Said("th", "ฉันรีสตาร์ทไคลเอนต์แล้วแต่ยังใช้งานไม่ได้", by: "som"),
            room.Said("km", "ខ្ញុំមិនអាចបើកកុំព្យូទ័របានទេ", by: "sok"),
            room.Said("lo", "ຂ້ອຍບໍ່ສາມາດເປີດຄອມພິວເຕີໄດ້", by: "kham"),
            room.Said("my", "ကွန်ပျူတာ ဖွင့်မရပါ", by: "aung"),
            room.Said("hi", "मेरा कंप्यूटर हिन्दी में नहीं है", by: "asha"),
            room.Said("vi", "Khởi động lại máy chủ", by: "dung"),
            room.Said("zh", "我的电脑无法启动𠮷野家", by: "li"));

        foreach (var (words, thread) in new[]
        {
            ("上海", "ja"), ("再起動しません", "ja"), ("起動", "ja"), ("東", "ja"), ("た", ""),
            ("vpn", "ja"), ("ＶＰＮ", "ja"), ("ｸﾗｲｱﾝﾄ", "ja"), ("クライアント", "ja"), ("グライアント", ""),
            ("khởi động lại", "vi"), ("khoi dong lai may chu", "vi"), ("ĐỘNG", "vi"), ("may chủ", "vi"),
            ("海上", ""), ("家 vpn", "ja"), ("家 printer", ""), ("ไคลเอนต์", "th"), ("ไคลเอนต", "th"),
            ("ใช้งาน", "th"), ("ได้", "th"), ("កុំព្យូទ័រ", "km"), ("ຄອມພິວເຕີ", "lo"),
            ("ကွန်ပျူတာ", "my"), ("हिन्दी", "hi"), ("कंप्यूटर", "hi"), ("हिन्द", "hi"),
            ("𠮷", "zh"), ("𠮷野", "zh"), ("启动", "zh"), ("家", "ja zh"), ("无", "zh"), ("ん", "ja"),
        })
        {
            Assert.Equal((words, thread), (words, string.Join(' ', (await FoundAsync(room, words)).Order(StringComparer.Ordinal))));
        }

        // Letters younger than SQLite's own tables, halves of letters and marks alone are words like any other, or none.
        foreach (var odd in new[] { "a\U00010D50b", "\ud800", "\uffff", "\u0e48", "\u0301", "上\u0301海" })
        {
            await FoundAsync(room, odd);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_kept_in_an_older_way_is_taken_apart_anew_in_steps_and_found_meanwhile(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync([.. Enumerable.Range(0, 450).Select(i => room.Said($"{i}", $"第{i}号の再起動", by: $"c{i % 50}"))]);
        await room.HearAsync(room.Said("latin", "The printer jams.", by: "zoe"));
        foreach (var message in await room.Db.QueryAsync<Guid>(InboundMessages, ct: Stop))
        {
            await room.Db.InTransactionAsync(tx => MessageIndex.RemoveAsync(tx, message, Stop), Stop);
        }

        var latin = Assert.Single(await room.Db.QueryAsync<Guid>(LatinMessage, ct: Stop));
        await room.Db.InTransactionAsync(tx => MessageIndex.AddAsync(tx, latin, "zoe", "The printer jams.", Stop), Stop);
        Assert.Empty(await FoundAsync(room, "再起動"));

        await room.Get<RefillSearch>().RunAsync(Stop);

        Assert.Equal(10, (await FoundAsync(room, "再起動")).Count); // a page
        Assert.Equal(["0"], await FoundAsync(room, "第0号"));
        Assert.Equal(["latin"], await FoundAsync(room, "printer"));
        await room.Get<RefillSearch>().RunAsync(Stop);
        Assert.Equal(["latin"], await FoundAsync(room, "printer"));

        // A later build makes words another way: it begins anew, and is done again.
        await room.Db.ExecuteAsync(OlderWay, ct: Stop);
        await room.Get<RefillSearch>().RunAsync(Stop);
        Assert.Equal([SearchWords.Way, SearchWords.Way], await room.Db.QueryAsync<int>(WaysDone, ct: Stop));
        Assert.Equal(["0"], await FoundAsync(room, "第0号"));
    }

    private static readonly Sql OlderWay = Sql.Portable("update SearchRefills set Way = Way - 1");

    private static readonly Sql WaysDone = Sql.Portable("select Way from SearchRefills where DoneAt is not null");

    private static readonly Sql InboundMessages = Sql.Portable("select m.Id from Messages m where m.Kind = 'inbound'");

    private static readonly Sql LatinMessage = Sql.Portable("select m.Id from Messages m where m.Body = 'The printer jams.'");

    private static async Task<IReadOnlyList<string>> FoundAsync(DeskRoom room, string words) =>
        [.. (await room.Get<ListTickets>().RunAsync(new TicketFilter { Words = words }, null, 10, Stop)).Items.Select(t => t.ThreadId)];
}
