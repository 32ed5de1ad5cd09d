namespace Engagement.Features.Errors;

internal sealed class ErrorsFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Errors", null),
    ];
}
