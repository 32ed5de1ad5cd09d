using System.Net;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Links;

/// <summary>Tells people from programs by what a request shows, and forgets the rest of it.</summary>
internal sealed class ClassifyVisitor(DailySalts salts, AddressRates rates, TimeProvider clock)
{
    /// <summary>Set again whenever Settings are read.</summary>
    public IReadOnlyList<IPNetwork> BotRanges { get; set; } = [];

    public Visit Of(HttpRequest request, LinkTarget target)
    {
        var now = clock.GetUtcNow();
        var agent = request.Headers.UserAgent.ToString();
        var address = ClientAddress.Plain(request.HttpContext.Connection.RemoteIpAddress);
        var (kind, reason) = Class(request, agent, address, target.Code);
        var visitor = kind == VisitClass.People && !AsksNotToBeTracked(request.Headers)
            ? salts.Hash(now, target.ArticleId, ClientAddress.Subscriber(address), agent)
            : null;
        return new Visit(target.Code, now.ToUnixTimeMilliseconds(), kind, reason, visitor);
    }

    private (VisitClass, VisitReason) Class(HttpRequest request, string agent, IPAddress? address, string code)
    {
        var told = KnownAgents.Tell(agent);
        if (told is { Reason: VisitReason.Agent } known)
        {
            return known;
        }

        if (HttpMethods.IsHead(request.Method))
        {
            return (VisitClass.Bot, VisitReason.Head);
        }

        // www.w3.org/TR/preload/ (Sec-Purpose) and the header's older names.
        if (Says(request.Headers["Sec-Purpose"], "prefetch")
            || Says(request.Headers["Purpose"], "prefetch") || Says(request.Headers["X-Moz"], "prefetch"))
        {
            return (VisitClass.Preview, VisitReason.Prefetch);
        }

        if (address is not null && BotRanges.Count > 0 && BotRanges.Any(range => range.Contains(address)))
        {
            return (VisitClass.Bot, VisitReason.Range);
        }

        return told ?? (rates.IsFlood(address, code) ? (VisitClass.Bot, VisitReason.Flood) : (VisitClass.People, VisitReason.None));
    }

    // Do Not Track (www.w3.org/TR/tracking-dnt) and Global Privacy Control (www.w3.org/TR/gpc).
    private static bool AsksNotToBeTracked(IHeaderDictionary headers) => headers["DNT"] == "1" || headers["Sec-GPC"] == "1";

    private static bool Says(string? header, string word) => header?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
