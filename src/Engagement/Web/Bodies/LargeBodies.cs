using System.Globalization;
using Engagement.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Web.Bodies;

/// <summary>
/// Bodies of requests are read whole where they are read, and become many times their length there: an article of 5 MB takes some fifty
/// times that. Two hundred at once took as much memory as there is. So a long one is taken in as slowly as it comes, into a file, and
/// waits for its turn; what nobody signed in for is short.
/// </summary>
internal sealed class LargeBodies(KeptBodies kept, WorkInTurn line)
{
    /// <summary>Bytes of bodies that are worked on at once.</summary>
    public const long AtOnce = 8_000_000;

    /// <summary>Enough for a name, a password, a token.</summary>
    public const long OfStrangers = 64 * 1024;

    private const int ComeBackAfter = 30;

    /// <summary>Proxies and programs wait a minute, or a little longer, and then do not know what became of it.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(45);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(new WorkInTurn(AtOnce));
        services.AddSingleton(provider =>
            new KeptBodies(Path.Combine(provider.GetRequiredService<DatabaseOptions>().DataDirectory, "incoming")));
        services.AddSingleton<LargeBodies>();
    }

    /// <summary>Behind sign-in, so that nobody's body is taken in who may not send one, and before whatever reads forms.</summary>
    public static void Use(WebApplication app)
    {
        app.Services.GetRequiredService<KeptBodies>().Sweep();
        var bodies = app.Services.GetRequiredService<LargeBodies>();
        app.Use(bodies.RunAsync);
    }

    private async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (http.User.Identity is not { IsAuthenticated: true })
        {
            if (IsTooLongOfStrangers(http))
            {
                Refuse(http, StatusCodes.Status413PayloadTooLarge);
                return;
            }

            await next(http);
            return;
        }

        if (http.Request.ContentLength <= KeptBodies.Short
            || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(http);
            return;
        }

        var asItCame = http.Request.Body;
        await using var body = await kept.KeepAsync(asItCame, http.RequestAborted);
        using var turn = body switch
        {
            null => null,
            { Length: <= KeptBodies.Short } => NoTurn,
            _ => await line.EnterAsync(body.Length, Patience, http.RequestAborted),
        };
        if (body is null || turn is null)
        {
            http.Response.Headers.RetryAfter = ComeBackAfter.ToString(CultureInfo.InvariantCulture);
            Refuse(http, StatusCodes.Status503ServiceUnavailable);
            if (http.Request.Path.StartsWithSegments("/api"))
            {
                await Results.Problem(
                    title: "Too much is being taken in just now.",
                    detail: $"Nothing was changed. Send it again in {ComeBackAfter} seconds.",
                    statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            }

            return;
        }

        http.Request.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.Body = asItCame; // read to its end, for whatever writes the answer now
        }
    }

    // The page that says so reads no form.
    private static void Refuse(HttpContext http, int status)
    {
        http.Request.ContentType = null;
        http.Response.StatusCode = status;
    }

    // Of pages only: programs that push to us without a key have limits of their own.
    private static bool IsTooLongOfStrangers(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is null
            || http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } limit)
        {
            return false;
        }

        limit.MaxRequestBodySize = OfStrangers; // for what does not say how long it is
        return http.Request.ContentLength > OfStrangers && http.Features.Get<IStatusCodeReExecuteFeature>() is null;
    }

    // It is short after all.
    private static IDisposable NoTurn { get; } = new MemoryStream();
}
