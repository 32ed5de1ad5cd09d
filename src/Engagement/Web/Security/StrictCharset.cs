using Microsoft.Net.Http.Headers;

namespace Engagement.Web.Security;

/// <summary>
/// A Content-Type may name a charset that nothing here reads (UTF-7, or none there is): whatever reads the body throws then, and so does
/// the page that would say so. Refused before.
/// </summary>
internal static class StrictCharset
{
    public static void UseStrictCharset(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.ContentType is not { } type || IsRead(type))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return http.Request.Path.StartsWithSegments("/api")
            ? Task.CompletedTask // said as a problem
            : http.Response.WriteAsync("The Content-Type names a charset that is not read here. Send UTF-8.", http.RequestAborted);
    });

    private static bool IsRead(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.Charset.Length == 0)
        {
            return true; // whoever reads it knows what to do
        }

        try
        {
            return type.Encoding is not null;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
