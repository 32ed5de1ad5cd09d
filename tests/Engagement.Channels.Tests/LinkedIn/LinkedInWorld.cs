using System.Collections.Immutable;
using Engagement.Channels.LinkedIn;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>LinkedIn for the contract suite: our adapter, and our strict fake of LinkedIn's API.</summary>
internal sealed class LinkedInWorld : ChannelWorld
{
    private static readonly ChannelAccount Page = new(
        Guid.NewGuid(), "linkedin", "service-desk", FakeLinkedIn.Us, null,
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "access-1")
            .Add("refreshToken", "refresh-1").Add("clientId", "client").Add("clientSecret", "hush"));

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private LinkedInWorld()
    {
    }

    public FakeLinkedIn LinkedIn => field ??= new() { Clock = Clock };

    public override IChannel Channel => field ??= new LinkedInChannel(_http, Clock, LinkedIn.Address, LinkedIn.Address);

    public override ChannelAccount Account => Page;

    public override string ThreadOf(string first, string message) => first;

    public override string NobodysId => "urn:li:comment:(urn:li:activity:1,2)";

    public static async Task<LinkedInWorld> OpenAsync()
    {
        var world = new LinkedInWorld();
        await world.LinkedIn.StartAsync();
        return world;
    }

    public override (IChannel Channel, ChannelAccount Account) Unreachable()
    {
        var nowhere = new Uri("http://127.0.0.1:1/");
        return (new LinkedInChannel(_http, TimeProvider.System, nowhere, nowhere), Page);
    }

    public override Task<int> CountOwnAsync(string text) =>
        Task.FromResult(LinkedIn.Everything.Count(s => s.Author == FakeLinkedIn.Us && s.Text == text));

    public override Task<string?> ParentOfAsync(string remoteId)
    {
        var said = LinkedIn.Everything.Single(s => s.Urn == remoteId);
        return Task.FromResult(said.Parent ?? (said.Object.Length > 0 ? said.Object : null));
    }

    public override Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
        Task.FromResult(LinkedIn.Everything.Single(s => s.Urn == remoteId).Alt);

    public override Task<string> StrangerRepliesAsync(string to, string text) => Task.FromResult(LinkedIn.Say(text, to).Urn);

    public override Task<string> ClientRepliesAsync(string to, string text) =>
        Task.FromResult(LinkedIn.Say(text, to, "urn:li:person:client").Urn);

    public override void GiveStrangeIds() => LinkedIn.GivesStrangeIds = true;

    public override Task<string> StrangerMentionsAsync(string text) => Task.FromResult(LinkedIn.Say(text, null).Urn);

    public override Task StrangerDeletesAsync(string remoteId)
    {
        LinkedIn.TakeBack(remoteId);
        return Task.CompletedTask;
    }

    public override Task StrangerLikesAsync(string remoteId)
    {
        LinkedIn.Like(remoteId);
        return Task.CompletedTask;
    }

    public override Task GainFollowersAsync(int count) => Cannot("LinkedIn tells how many follow a page, never who.");

    public override Task DisturbNextReadAsync()
    {
        LinkedIn.Disturb = true;
        return Task.CompletedTask;
    }

    public override Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind)
    {
        var answer = (doing, kind) switch
        {
            (Doing.Refresh, RefusalKind.BadToken) => new FakeServer.Answer(400, new { error = "invalid_grant",
                error_description = "The provided authorization grant or refresh token is invalid, expired or revoked." }),
            (_, RefusalKind.RateLimited) => FakeLinkedIn.Problem(429, "TOO_MANY_REQUESTS",
                "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."),
            (_, RefusalKind.BadToken) => FakeLinkedIn.Problem(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
            (_, RefusalKind.Duplicate) => FakeLinkedIn.Problem(422, "DUPLICATE_POST", "Content is a duplicate of urn:li:share:1"),
            (_, RefusalKind.TooLong) => FakeLinkedIn.Problem(422, "FIELD_LENGTH_TOO_LONG", "commentary is too long"),
            (_, RefusalKind.Forbidden) =>
                FakeLinkedIn.Problem(403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.CREATE.20260701"),
            _ => FakeLinkedIn.Problem(503, "SERVICE_UNAVAILABLE", "Service unavailable"),
        };
        LinkedIn.Next(Sort(doing), new(Instead: answer));
        var now = DateTime.UtcNow;
        return Task.FromResult<TimeSpan?>(kind == RefusalKind.RateLimited ? now.Date.AddDays(1) - now : null);
    }

    public override Task LoseNextAnswerAsync(bool stored) => Next(new(stored, Cuts: true));

    public override Task FailNextSendAsync(bool stored) =>
        Next(new(stored, Instead: FakeLinkedIn.Problem(500, "INTERNAL_SERVER_ERROR", "Internal server error")));

    public override Task StallNextSendAsync() => Next(new(Stalls: true));

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await LinkedIn.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task Next(FakeServer.Fault fault)
    {
        LinkedIn.Next("send", fault);
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
}
