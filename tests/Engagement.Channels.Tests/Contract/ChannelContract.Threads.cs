using Engagement.Channels.Tests.Recovery;

namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public async Task Ids_of_any_length_and_any_letters_lose_nothing_and_put_nothing_in_order()
    {
        World.GiveStrangeIds();
        var (_, post) = await PublishedAsync("Ask us anything");
        string? cursor = null;
        var ids = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var said = new List<string>();
            for (var i = 0; i <= World.Histories.Burst; i++)
            {
                said.Add(await World.StrangerRepliesAsync(post, $"Question {round}.{i}"));
            }

            // Read on from where the last read ended: what a place made of ids would think is older is as new as the rest.
            // The first read of all may be one page of many.
            var from = cursor;
            var looksFor = round == 0 ? said[^1..] : said;
            var (items, after) = await EventuallyAsync(
                () => ReadSinceAsync(from), read => looksFor.TrueForAll(id => read.Items.Any(item => item.RemoteId == id)));
            Assert.Equal([], looksFor.Except(items.Select(i => i.RemoteId)));
            Assert.All(items.Where(i => said.Contains(i.RemoteId)), i => Assert.Equal(post, i.InReplyToId));
            (cursor, ids) = (after, [.. ids, .. said]);
        }

        // Or the case would say nothing.
        Assert.NotEqual(ids.Order(StringComparer.Ordinal), ids);
        Assert.NotEqual(ids.OrderDescending(StringComparer.Ordinal), ids);

        var answer = Accepted(await Can<IReply>().ReplyAsync(Account, ids[0], Post("We are on it."), Stop)).RemoteId;
        var thread = await EventuallyAsync(
            async () => Got(await Can<IReadThreads>().ReadThreadAsync(Account, World.ThreadOf(post, ids[0]), Stop)),
            items => items.Any(i => i.RemoteId == answer));
        Assert.Equal([post, ids[0], answer], thread.Select(i => i.RemoteId).Where(id => id == post || id == ids[0] || id == answer));
    }

    [Fact]
    public async Task Who_answers_the_post_once_more_gets_a_ticket_of_their_own_and_who_answers_in_the_thread_goes_on_in_theirs()
    {
        var (_, post) = await PublishedAsync("Ask us anything");
        await using var host = await ListeningHost.OpenAsync(World, post);
        var question = await SaidAsync(post, "How do I reset it?");
        var answer = Accepted(await Can<IReply>().ReplyAsync(Account, question, Post("Behind the flap."), Stop)).RemoteId;
        await host.AnsweredAsync(question, answer);

        var goesOn = await SaidAsync(answer, "Found it, and now?");
        var addsOn = await SaidAsync(question, "I mean the small one.");
        var another = await SaidAsync(post, "Another matter: the printer on floor 2");
        var toThat = await SaidAsync(another, "It is the grey one.");

        var tickets = await host.TicketsAsync();
        Assert.Equal((tickets[question], tickets[question]), (tickets[goesOn], tickets[addsOn]));
        Assert.NotEqual(tickets[question], tickets[another]);
        Assert.Equal(tickets[another], tickets[toThat]);

        async Task<string> SaidAsync(string to, string words)
        {
            var id = await World.ClientRepliesAsync(to, words);
            await UntilAsync(host, captured => captured.Any(c => c.RemoteId == id && c.Messages == 1));
            Assert.Contains(await host.CapturedAsync(), c => c.RemoteId == id && c.Messages == 1);
            return id;
        }
    }
}
