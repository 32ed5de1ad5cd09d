using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.Net.Http.Headers;

namespace Engagement.Features.Publishing.Posts.Images;

/// <summary><c>/images/{id}</c> for the portal's pages, and <c>/images</c> in the API.</summary>
internal static class ImagesEndpoints
{
    internal sealed record ImageResponse(Guid Id, string MediaType, int Width, int Height, int Size);

    public static void MapImages(this WebApplication app) =>
        app.MapGet("/images/{id:guid}", ShowAsync).RequireAuthorization(Area.Posts).ExcludeFromDescription();

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/images", KeepAsync).WithName("uploadImage").WithTags("Posts").For(Area.Posts)
            .WithSummary("Send a picture as the body (PNG, JPEG, WebP or GIF); its id goes into a post's images")
            .Produces<ImageResponse>(201).ProducesProblem(422);

    // By its own bytes it is a picture; the headers keep a browser from ever taking it for something else.
    private static async Task<IResult> ShowAsync(Guid id, Db db, HttpContext http, CancellationToken ct)
    {
        if (await db.OneAsync<StoredImage>(ImageSql.Read, new { Id = id }, ct) is not { } image)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("inline").ToString();
        return Results.Bytes(image.Bytes, image.MediaType);
    }

    private static async Task<IResult> KeepAsync(HttpContext http, SaveImage keep, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > SaveImage.MostBytes)
            {
                break; // enough to say that it is too large
            }
        }

        var answer = await keep.RunAsync(new("body", body.ToArray(), http.User.DisplayName()), ct);
        return answer is Result<KeptImage>.Done { Value: var kept }
            ? Results.Created($"/images/{kept.Id}", new ImageResponse(kept.Id, kept.MediaType, kept.Width, kept.Height, kept.Size))
            : answer.ToResult();
    }
}
