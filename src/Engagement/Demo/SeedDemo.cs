using System.Reflection;
using Engagement.Common.Links;
using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Features.Content.Templates;
using Engagement.Features.People.Team;
using Engagement.Sandbox;
using Engagement.Web.Security;

namespace Engagement.Demo;

/// <summary>
/// Fills an empty database with what a newcomer needs to see the loop in five minutes: articles of a service desk, the templates,
/// an account on the Sandbox network, an administrator.
/// </summary>
internal sealed class SeedDemo(Db db, AddUser addUser, ImportFolder import,
    ShippedTemplates templates, AccountSecrets secrets, SubscribeToPush push, TimeProvider clock)
{
    private const string Site = "https://help.example.com/";
    private const string Prefix = "demo/";

    private static readonly Sql MoveSandbox = Sql.Portable(
        "update Accounts set Server = @Server, UpdatedAt = @Now where Network = 'sandbox' and RemoteId = @RemoteId");

    private static readonly Sql SandboxAccounts = Sql.Portable("select Id, RemoteId from Accounts where Network = 'sandbox'");

    /// <summary>What was made.</summary>
    /// <param name="Password">The administrator's, to be shown once; null when there were people already.</param>
    internal sealed record Seeded(string Email, string? Password, int Articles);

    /// <summary>The administrator, the articles and the templates. Safe to run again: what is there is left alone.</summary>
    public async Task<Seeded> ContentAsync(CancellationToken ct)
    {
        const string email = "admin@example.com";
        string? password = null;
        if (await db.ScalarAsync<int>(UserSql.Any, ct: ct) == 0)
        {
            var added = await addUser.RunAsync(new(email, "Administrator", nameof(Role.Administrator), TimeZone: LocalZone()), ct);
            password = ((Result<AddUser.Added>.Done)added).Value.OneTimePassword;
        }

        await templates.InstallAsync(ct);
        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Demo, "Demo articles", "demo", Site, ct);
        var assembly = Assembly.GetExecutingAssembly();
        var files = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => new FolderFile(n[Prefix.Length..], n)).ToList();
        var summary = await import.RunAsync(source, files,
            file => ArticleFile.Read(file.Path, Bytes(assembly, file.FullPath), new Uri(Site)), prune: false, progress: null, ct);
        return new Seeded(email, password, summary.Created);
    }

    /// <summary>
    /// The account on the Sandbox network that this process serves. Done once the server listens, because the account says where the
    /// network is; when it is served elsewhere than last time, the account follows.
    /// </summary>
    public async Task SandboxAsync(SandboxProfiles network, Uri address, CancellationToken ct)
    {
        var known = await db.QueryAsync<AccountRow>(SandboxAccounts, ct: ct);
        foreach (var account in known.Where(a => network.Find(a.RemoteId) is not null))
        {
            await db.ExecuteAsync(MoveSandbox, new { Server = address.ToString(), account.RemoteId, Now = clock.Now() }, ct);
            await push.RunAsync(account.Id, address, ct);
        }

        if (known.Count > 0 || network.Join(new NewSandboxProfile("service_desk", "Service Desk")).Value is not { } joined)
        {
            return;
        }

        var id = Ids.New(clock);
        await db.ExecuteAsync(AccountSql.Insert, new
        {
            Id = id,
            Network = "sandbox",
            Name = "Service Desk (Sandbox)",
            Handle = "@service_desk",
            RemoteId = joined.Profile.Id,
            Server = address.ToString(),
            AvatarUrl = (string?)null,
            ProfileUrl = new Uri(address, "/sandbox/@service_desk").ToString(),
            SettingsJson = "{}",
            SecretsCipher = secrets.Protect(new Dictionary<string, string>
                { ["token"] = joined.AccessToken, ["refreshToken"] = joined.RefreshToken }),
            AccessExpiresAt = joined.ExpiresAt,
            Now = clock.Now(),
        }, ct);
        await push.RunAsync(id, address, ct);
    }

    /// <summary>Makes the demo its own public address, so that a click in the Sandbox network is a visit.</summary>
    /// <param name="address">Where this process will be reached, e.g. <c>http://localhost:5080</c>; with a port that is not known yet,
    /// nothing is set.</param>
    public async Task CountVisitsAsync(string? address, CancellationToken ct)
    {
        if (ShortAddress.Parse(address) is { } known && !known.Start.EndsWith(":0", StringComparison.Ordinal))
        {
            await db.InTransactionAsync(
                tx => AppSettings.SetAsync(tx, LinkSettings.AddressName, known.Start, clock.Now(), "the demo", ct), ct);
        }
    }

    // Servers run in UTC, laptops where their people are.
    private static string LocalZone() => TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : "UTC";

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
