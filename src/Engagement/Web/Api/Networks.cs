using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Web.Api;

/// <summary>Those we speak, and those that accounts of former times are of: their posts and tickets are still read.</summary>
internal sealed class Networks : IWordSet
{
    private static readonly Sql OfAccounts = Sql.Portable("select distinct Network from Accounts order by Network");

    public static string Name => "Network";

    public static IReadOnlyList<string> Words(IServiceProvider services) =>
        [.. services.GetRequiredService<ChannelCatalog>().All.Select(c => c.Facts.Key)];

    public static Task<IReadOnlyList<string>> FormerAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<Db>().QueryAsync<string>(OfAccounts, ct: ct);
}
