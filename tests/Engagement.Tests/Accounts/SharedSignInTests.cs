using System.Net;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Removal;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Accounts;

/// <summary>On LinkedIn one sign-in connects every page of its member, and what ends it for one ends it for all.</summary>
public sealed class SharedSignInTests
{
    private static readonly Sql InsertPage = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, SettingsJson, SecretsCipher, State, CreatedAt, UpdatedAt)
        values (@Id, 'linkedin', @Name, @Handle, @RemoteId, '{}', @Secrets, 'Active', @Now, @Now)
        """);

    [Theory, OnEachDatabase]
    internal async Task Removing_one_page_leaves_the_others_their_access_and_the_last_gives_it_back(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        using var network = new LinkedIn();
        var remove = Over(room, network);
        var printers = await ConnectAsync(room, "Printers", "app-1");
        var phones = await ConnectAsync(room, "Phones", "app-1");
        await ConnectAsync(room, "Another company", "app-2");

        var first = Done(await remove.RunAsync(new(printers, "Erin"), Stop));

        Assert.False(first.AccessGivenBack);
        Assert.Contains("is not given back, because Phones uses the same sign-in on LinkedIn", first.Words, StringComparison.Ordinal);
        Assert.Empty(network.Asked);
        Assert.Equal("", (await room.AccountAsync(printers)).SecretsCipher);
        Assert.Equal("token of app-1", room.Get<AccountSecrets>().Open(await room.AccountAsync(phones)).Secret("accessToken"));

        // A page that is removed uses nothing, and another app's sign-in is another.
        var last = Done(await remove.RunAsync(new(phones, "Erin"), Stop));

        Assert.True(last.AccessGivenBack);
        Assert.Equal(["/oauth/v2/revoke"], network.Asked);
    }

    [Theory, OnEachDatabase]
    internal async Task A_page_whose_access_can_no_longer_be_read_keeps_no_sign_in_alive(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        using var network = new LinkedIn();
        var printers = await ConnectAsync(room, "Printers", "app-1");
        await ConnectAsync(room, "Phones", "app-1", cipher: "written with a key that is gone");

        Assert.True(Done(await Over(room, network).RunAsync(new(printers, "Erin"), Stop)).AccessGivenBack);
        Assert.Equal(["/oauth/v2/revoke"], network.Asked);
    }

    // The program's own parts; only what they speak to is not LinkedIn.
    private static RemoveAccount Over(PostsRoom room, LinkedIn network)
    {
        var services = room.Get<IServiceProvider>();
        var channels = ChannelCatalog.Shipped(_ => new HttpClient(network, disposeHandler: false), room.Clock);
        var access = ActivatorUtilities.CreateInstance<AccountAccess>(services, channels);
        var revoke = ActivatorUtilities.CreateInstance<RevokeAccess>(services, channels, access);
        return ActivatorUtilities.CreateInstance<RemoveAccount>(services, revoke);
    }

    private static async Task<Guid> ConnectAsync(PostsRoom room, string name, string app, string? cipher = null)
    {
        var id = Ids.New(room.Clock);
        await room.Db.ExecuteAsync(InsertPage, new
        {
            Id = id,
            Name = name,
            Handle = name.ToLowerInvariant(),
            RemoteId = $"urn:li:organization:{name.Length}",
            Secrets = cipher ?? room.Get<AccountSecrets>().Protect(new Dictionary<string, string>
            {
                ["accessToken"] = $"token of {app}",
                ["clientId"] = app,
                ["clientSecret"] = "hush",
            }),
            Now = room.Clock.Now(),
        }, Stop);
        return id;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Says yes to everything, and knows what it was asked.</summary>
    private sealed class LinkedIn : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }
}
