using System.Collections.Immutable;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>X for the contract suite: our adapter, and our strict fake of X's API.</summary>
internal sealed class XWorld : ChannelWorld
{
    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "x", "@desk", FakeX.Us, null,
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "access-1")
            .Add("refreshToken", "refresh-1").Add("clientId", "client").Add("clientSecret", "hush"));

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private int _people = 2_000_000;

    private readonly int _document;

    private XWorld(int document) => _document = document;

    public FakeX X => field ??= new() { Clock = Clock, Document = _document };

    public override IChannel Channel => field ??= new XChannel(_http, Clock, X.Address);

    public override ChannelAccount Account => Desk;

    public override string NobodysId => "1234567890123456789";

    // Each look at a post is billed there, so none is taken just to see whether it is still there.
    public override bool TellsOfDeletions => false;

    public static async Task<XWorld> OpenAsync(int document = 2166)
    {
        var world = new XWorld(document);
        await world.X.StartAsync();
        return world;
    }

    public override (IChannel Channel, ChannelAccount Account) Unreachable() =>
        (new XChannel(_http, TimeProvider.System, new Uri("http://127.0.0.1:1/")), Desk);

    public override Task<int> CountOwnAsync(string text) => Task.FromResult(X.Tweets.Count(t => t.Author == FakeX.Us && t.Text == text));

    public override Task<string?> ParentOfAsync(string remoteId) => Task.FromResult(X.Tweets.Single(t => t.Id == remoteId).Parent);

    public override Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
        Task.FromResult(X.Tweets.Single(t => t.Id == remoteId).Alt);

    public override Task<string> StrangerShowsAsync(string to, Uri link, string alt) =>
        Task.FromResult(X.Say(Somebody(), $"@desk Look here {link}", to, null, ("https://pbs.twimg.com/media/a.jpg", alt)).Id);

    // X puts the name of who is answered in front.
    public override Task<string> StrangerRepliesAsync(string to, string text) => Task.FromResult(X.Say(Somebody(), $"@desk {text}", to).Id);

    public override Task<string> ClientRepliesAsync(string to, string text) => Task.FromResult(X.Say("2000000", $"@desk {text}", to).Id);

    public override void GiveStrangeIds() => X.GivesStrangeIds = true;

    public override Task<string> StrangerMentionsAsync(string text) => Task.FromResult(X.Say(Somebody(), $"{text} @desk").Id);

    public override Task StrangerDeletesAsync(string remoteId)
    {
        X.TakeBack(remoteId);
        return Task.CompletedTask;
    }

    public override Task StrangerLikesAsync(string remoteId)
    {
        X.Like(remoteId);
        return Task.CompletedTask;
    }

    public override Task GainFollowersAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            X.Follow();
        }

        return Task.CompletedTask;
    }

    public override Task DisturbNextReadAsync()
    {
        X.Disturb = true;
        return Task.CompletedTask;
    }

    public override Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind)
    {
        var answer = (doing, kind) switch
        {
            (Doing.Refresh, RefusalKind.BadToken) => new FakeServer.Answer(
                400, new { error = "invalid_request", error_description = "Value passed for the token was invalid." }),
            (_, RefusalKind.RateLimited) => FakeX.Problem(429, "", "Too Many Requests", ("x-rate-limit-limit", "100"),
                ("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", FakeX.Unix(90))),
            (_, RefusalKind.BadToken) => FakeX.Problem(401, "", "Unauthorized"),
            (_, RefusalKind.Duplicate) => FakeX.Problem(403, "", "You are not allowed to create a Tweet with duplicate content."),
            (_, RefusalKind.TooLong) => FakeX.Problem(403, "", "Your Tweet text is too long."),
            (_, RefusalKind.Forbidden) =>
                FakeX.Problem(403, "not-authorized-for-resource", "You are not permitted to perform this action."),
            _ => FakeX.Problem(503, "", "Service Unavailable"),
        };
        X.Next(Sort(doing), new(Instead: answer));
        return Task.FromResult<TimeSpan?>(kind == RefusalKind.RateLimited ? TimeSpan.FromSeconds(90) : null);
    }

    public override Task LoseNextAnswerAsync(bool stored) => Next(new(stored, Cuts: true));

    public override Task FailNextSendAsync(bool stored) =>
        Next(new(stored, Instead: FakeX.Problem(500, "internal-error", "Something went wrong.")));

    public override Task StallNextSendAsync() => Next(new(Stalls: true));

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await X.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task Next(FakeServer.Fault fault)
    {
        X.Next("send", fault);
        return Task.CompletedTask;
    }

    private static string Sort(Doing doing) => doing switch
    {
        Doing.Send => "send",
        Doing.ReadProfile => "profile",
        Doing.ReadMentions => "mentions",
        Doing.Refresh => "token",
        _ => throw new ArgumentOutOfRangeException(nameof(doing)),
    };

    private string Somebody() => (++_people).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
