using Engagement.Features.Conversations.Tickets;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// Of the policies that fit a ticket the first counts, so one can stand where it never counts. The order stays the person's: which of
/// "VIP" and "urgent" is more special is for them to say. A new policy alone is put before the more general one that would hide it.
/// </summary>
internal static class PolicyOrder
{
    /// <returns>The policies before it that leave no ticket for it; empty: there is one it counts for.</returns>
    public static IReadOnlyList<string> Hiding(IReadOnlyList<SlaPolicy> policies, int index)
    {
        var when = policies[index].When;
        var front = policies.Take(index).Where(p => Overlap(p.When, when)).ToList();
        var queues = when.Queue is { } queue ? [queue] : front.Select(p => p.When.Queue).Append(null).Distinct().ToList();
        var networks = when.Network is { } network
            ? [network]
            : front.Select(p => p.When.Network ?? "").Append("").Distinct(StringComparer.Ordinal).ToList();
        var priorities = when.Priority is { } priority ? [priority] : Enum.GetValues<TicketPriority>();
        bool[] vips = when.Vip is { } vip ? [vip] : [true, false];
        var hiding = new HashSet<SlaPolicy>();
        foreach (var facts in from q in queues from n in networks from p in priorities from v in vips select new SlaFacts(q, p, n, v))
        {
            if (front.Find(p => p.When.Hold(facts)) is not { } first)
            {
                return [];
            }

            hiding.Add(first);
        }

        return [.. front.Where(hiding.Contains).Select(p => p.Name)];
    }

    /// <summary>The same for all of them, in a sentence each.</summary>
    public static IReadOnlyDictionary<string, string> Hidden(IReadOnlyList<SlaPolicy> policies) =>
        policies.Select((p, i) => (p.Name, By: Hiding(policies, i))).Where(h => h.By.Count > 0).ToDictionary(
            h => h.Name,
            h => Sentence.Of($"“{h.Name}” never applies: {string.Join(" and ", h.By.Select(b => $"“{b}”"))} before it "
                + $"{(h.By.Count == 1 ? "fits" : "fit")} every ticket that it fits."), StringComparer.Ordinal);

    /// <returns>All policies with the new one among them, and before which it was put; null: at the end.</returns>
    public static (IReadOnlyList<SlaPolicy> Policies, string? Before) With(IReadOnlyList<SlaPolicy> policies, SlaPolicy added)
    {
        List<SlaPolicy> all = [.. policies, added];
        var at = Hiding(all, policies.Count).Count == 0 ? -1 : all.FindIndex(p => p.When != added.When && Covers(p.When, added.When));
        if (at < 0)
        {
            return (all, null);
        }

        var before = all[at].Name;
        all.RemoveAt(policies.Count);
        all.Insert(at, added);
        return (all, before);
    }

    private static bool Covers(SlaConditions general, SlaConditions special) =>
        (general.Queue is null || general.Queue == special.Queue) && (general.Priority is null || general.Priority == special.Priority)
        && (general.Network is null || general.Network == special.Network) && (general.Vip is null || general.Vip == special.Vip);

    private static bool Overlap(SlaConditions a, SlaConditions b) =>
        (a.Queue is null || b.Queue is null || a.Queue == b.Queue) && (a.Priority is null || b.Priority is null || a.Priority == b.Priority)
        && (a.Network is null || b.Network is null || a.Network == b.Network) && (a.Vip is null || b.Vip is null || a.Vip == b.Vip);
}
