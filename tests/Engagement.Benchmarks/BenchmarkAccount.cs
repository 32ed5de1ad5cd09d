using Engagement.Data;
using Engagement.Features.Accounts;

namespace Engagement.Benchmarks;

/// <summary>An account on a network nobody calls.</summary>
internal static class BenchmarkAccount
{
    public static async Task<Guid> AddAsync(IServiceProvider services, string name = "Desk")
    {
        var id = Ids.New(TimeProvider.System);
        await services.GetRequiredService<Db>().ExecuteAsync(AccountSql.Insert, new
        {
            Id = id,
            Network = "sandbox",
            Name = name,
            Handle = $"@{name}",
            RemoteId = name,
            Server = "http://127.0.0.1:9",
            AvatarUrl = (string?)null,
            ProfileUrl = (string?)null,
            SettingsJson = "{}",
            SecretsCipher = services.GetRequiredService<AccountSecrets>().Protect(new Dictionary<string, string>()),
            AccessExpiresAt = (DateTimeOffset?)null,
            Now = TimeProvider.System.Now(),
        });
        return id;
    }
}
