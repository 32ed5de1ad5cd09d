using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Settings.Retention;

/// <summary>Sets how long things are kept. It takes effect the next night.</summary>
internal sealed class SaveRetention(Db db, TimeProvider clock)
{
    /// <param name="Days">By rule, as typed; empty: for ever.</param>
    internal sealed record Command(IReadOnlyDictionary<string, string?> Days, string By);

    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in RetentionRules.All.Where(r => command.Days.ContainsKey(r.Key)))
        {
            var said = command.Days[rule.Key]?.Trim() ?? "";
            if (said.Length == 0)
            {
                values[rule.SettingName] = "";
            }
            else if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days >= rule.Least && days <= RetentionRule.MostDays)
            {
                values[rule.SettingName] = days.ToString(CultureInfo.InvariantCulture);
            }
            else
            {
                errors.Add(new FieldError(
                    $"Days[{rule.Key}]", $"{rule.Name}: give {rule.Least} to {RetentionRule.MostDays} days, or nothing for ever."));
            }
        }

        if (errors.Count > 0)
        {
            return new Result<int>.Invalid(errors);
        }

        await db.InTransactionAsync(async tx =>
        {
            foreach (var (name, value) in values)
            {
                await AppSettings.SetAsync(tx, name, value, clock.Now(), command.By, ct);
            }
        }, ct);
        return values.Count;
    }
}
