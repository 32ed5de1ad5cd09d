using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace Engagement.Web.Proxy;

/// <summary>
/// The portal under a sub-path such as <c>/desk</c>. Pages and redirects are written as if it lay at the root; in this one place what comes
/// in loses the sub-path, whether the proxy left it or took it away, and what goes out gains it: links, forms, scripts and htmx's calls in
/// HTML, and the headers that lead somewhere. What the framework makes (cookies, <c>~/</c>) knows it by the request's path base.
/// </summary>
internal sealed class UnderSubPath(PathString path, RequestDelegate next)
{
    // What leads on, of ours: htmx's headers are read by it only, and say paths.
    private static readonly string[] Leading = ["Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"];

    private readonly Regex _links = new(
        """(?<=\s(?:href|src|action|formaction|hx-(?:get|post|put|patch|delete|push-url|replace-url)|data-presence)=["'])"""
            + $"""/(?!/)(?!{Regex.Escape(path.Value![1..])}(?:[/?#"']))""",
        RegexOptions.Compiled | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static void Use(WebApplication app, PathString path) => app.Use(next => new UnderSubPath(path, next).RunAsync);

    /// <summary>HTML as it has to be under the sub-path.</summary>
    public string Rewritten(string html) => _links.Replace(html, path.Value + "/");

    private async Task RunAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(path, out var rest))
        {
            http.Request.Path = rest.HasValue ? rest : "/";
        }

        http.Request.PathBase = path;
        http.Response.OnStarting(() =>
        {
            foreach (var name in Leading)
            {
                if (http.Response.Headers[name].ToString() is ['/', ..] to
                    && !to.StartsWith("//", StringComparison.Ordinal) && !IsUnder(to))
                {
                    http.Response.Headers[name] = path.Value + to;
                }
            }

            return Task.CompletedTask;
        });

        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var html = new HtmlHeldBack(http.Response, plain.Stream);
        var held = new StreamResponseBodyFeature(html, plain);
        http.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(http);
            await held.CompleteAsync();
        }
        finally
        {
            http.Features.Set(plain);
        }

        if (html.Taken() is { } page)
        {
            var bytes = Encoding.UTF8.GetBytes(Rewritten(page));
            http.Response.ContentLength = bytes.Length;
            await plain.Stream.WriteAsync(bytes, http.RequestAborted);
        }
    }

    private bool IsUnder(string to) =>
        to.StartsWith(path.Value!, StringComparison.OrdinalIgnoreCase)
        && (to.Length == path.Value!.Length || to[path.Value.Length] is '/' or '?' or '#');
}
