"""Standard formulas for tests: every kind of construct, and a book of over two hundred from all over mathematics.

`python -m tests.math` builds the book, to be looked at in PDF and EPUB.
"""

from __future__ import annotations

from pathlib import Path

_CONSTRUCTS = tuple(
    r"""
x^2+y^2=z^2
\frac{-b\pm\sqrt{b^2-4ac}}{2a}
\sqrt[3]{1+\sqrt{x}}
\sum_{n=1}^{\infty}\frac{1}{n^2}=\frac{\pi^2}{6}
\int_{-\infty}^{\infty}e^{-x^2}\,\mathrm{d}x=\sqrt{\pi}
\oint_{\partial S}\mathbf{F}\cdot\mathrm{d}\mathbf{r}=\iint_S(\nabla\times\mathbf{F})\cdot\mathrm{d}\mathbf{S}
\lim_{x\to 0}\frac{\sin x}{x}=1
\begin{pmatrix}a&b\\c&d\end{pmatrix}
\begin{bmatrix}1&0&\cdots&0\\\vdots&\vdots&\ddots&\vdots\\0&0&\cdots&1\end{bmatrix}
\begin{vmatrix}a&b\\c&d\end{vmatrix}=ad-bc
|x|=\begin{cases}x,&x\ge 0\\-x,&x<0\end{cases}
f(x)=\begin{cases}0,&\text{若 }x<0\text{，}\\1,&\text{否则。}\end{cases}
\hat{x}+\bar{x}+\vec{v}+\dot{q}+\ddot{q}+\tilde{n}
\overline{AB}+\underline{x}+\overrightarrow{AB}+\widehat{ABC}
\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\lambda\mu\xi\pi\rho\sigma\tau\phi\varphi\chi\psi\omega
\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Phi\Psi\Omega
a\le b\ge c\ne d\approx e\equiv f\sim g\in h\subset i\subseteq j\cup k\cap l
\forall\epsilon>0\,\exists\delta>0
\mathbb{R}\subset\mathbb{C},\ \mathcal{L},\ \mathfrak{g},\ \mathscr{F},\ \mathsf{T},\ \mathtt{x}
\binom{n}{k}=\frac{n!}{k!(n-k)!}
\begin{aligned}(a+b)^2&=a^2+2ab+b^2\\[2pt](a-b)^2&=a^2-2ab+b^2\end{aligned}
\left(\frac{1}{1+\frac{1}{x}}\right)^{\!2}
\left\{\frac{a}{b}\,\middle|\,b\ne 0\right\}
\left\lfloor\frac{n}{2}\right\rfloor+\left\lceil\frac{n}{2}\right\rceil
\prod_{i=1}^n a_i,\ \bigcup_{i\in I}A_i,\ \bigoplus_k V_k
\frac{\partial^2u}{\partial t^2}=c^2\nabla^2u
E=mc^2
\underbrace{1+1+\cdots+1}_{n\text{ 个}}=n
\overbrace{a+b}^{\text{和}}
A\xrightarrow{f}B\xleftarrow[g]{h}C
\iiint_V\rho\,dV
\max_{x\in X}f(x),\ \operatorname*{arg\,max}_\theta L(\theta)
\sin^2\theta+\cos^2\theta=1,\quad\log_2 n,\ \ln x,\ \det A
P(A\mid B)=\frac{P(B\mid A)P(A)}{P(B)}
\mathbf{A}\boldsymbol{x}=\boldsymbol{\lambda x}
x_{i_j}^{k^l},\ {}^{14}_{6}\mathrm{C},\ a''+f'(x)
a\bmod n,\ a\equiv b\pmod{n}
\dfrac{a}{b}+\tfrac{a}{b}
\cfrac{1}{1+\cfrac{1}{1+\cfrac{1}{x}}}
\stackrel{\text{def}}{=},\ \overset{!}{=},\ \underset{x}{\min}
\text{速度}=\frac{\text{路程}}{\text{时间}}
\angle ABC=90^\circ,\ \triangle ABC\cong\triangle DEF,\ AB\parallel CD,\ AB\perp CD
\sum_{\substack{1\le i\le n\\i\ne j}}a_i
\left.\frac{dy}{dx}\right|_{x=0}
\begin{array}{c|cc}&a&b\\\hline x&1&2\end{array}
\langle\psi|\hat H|\psi\rangle,\ \lVert v\rVert,\ \|v\|
\hbar\omega,\ \ell,\ \Re z,\ \Im z,\ \aleph_0,\ \emptyset,\ \varnothing
\not=,\ \notin,\ \nsubseteq,\ \neg p\lor q\land r\Rightarrow s\iff t
\boxed{x=1}
\color{red}{x}+y
\phantom{x}y,\ x\quad y\qquad z\;a\:b\,c\!d
\big(\Big(\bigg(\Bigg(x\Bigg)\bigg)\Big)\big)
\mathrm{CH_4+2O_2\to CO_2+2H_2O}
\mathrm{d}x\wedge\mathrm{d}y,\ \star,\ \dagger,\ \otimes,\ \oplus
\begin{align}a&=b+c\\&=d\end{align}
\begin{gather}a=b\\c=d\end{gather}
\begin{split}a&=b\\&=c\end{split}
\begin{smallmatrix}a&b\\c&d\end{smallmatrix}
\begin{eqnarray}a&=&b\\c&=&d\end{eqnarray}
\begin{alignat}{2}a&=b&\quad c&=d\end{alignat}
\mathrm{Var}(X)=\operatorname{E}[X^2]-\operatorname{E}[X]^2
\lim_{n\to\infty}\left(1+\frac1n\right)^n=e
\frac12+\sqrt2+x^\frac12
\cancel{x}+\bcancel{y}
\begin{array}{|c|c|}\hline p&\neg p\\\hline 0&1\\1&0\\\hline\end{array}
f\colon X\to Y
\mathop{\mathrm{arg\,max}}_{\theta}L
\text{若 $x>0$ 则}
\ce{2H2 + O2 ->[\text{点燃}] 2H2O}
\ce{N2 + 3H2 <=>[高温、高压][催化剂] 2NH3}
\ce{SO4^2- + Ba^2+ -> BaSO4 v}
a=b\\c=d
""".strip().split("\n")
)

_PARTS = Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").split("# ")[1:]
BOOK = {lines[0]: tuple(lines[1:]) for lines in (part.strip().split("\n") for part in _PARTS)}
FORMULAS = (*_CONSTRUCTS, *(formula for formulas in BOOK.values() for formula in formulas))
