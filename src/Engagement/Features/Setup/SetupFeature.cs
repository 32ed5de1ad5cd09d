namespace Engagement.Features.Setup;

internal sealed class SetupFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Setup", null),
    ];
}
