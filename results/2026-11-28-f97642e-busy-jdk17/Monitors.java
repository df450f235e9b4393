public class Monitors {
  static int x;
  static double run(Object a, Object b, int n) {
    long t=System.nanoTime();
    for (int i=0;i<n;i++) { synchronized(a){x+=i;} Thread.onSpinWait(); synchronized(b){x^=i;} }
    return (System.nanoTime()-t)/(double)n;
  }
  static double two(Object[] os, int n) {
    long t=System.nanoTime();
    int m=os.length-1;
    for (int i=0;i<n;i++) { synchronized(os[i&m]){x+=i;} }
    return (System.nanoTime()-t)/(double)n;
  }
  public static void main(String[] s) throws Exception {
    Object[] thin=new Object[4], fat=new Object[4];
    for(int i=0;i<4;i++){thin[i]=new Object();fat[i]=new Object();}
    for(int r=0;r<6;r++){
      for(Object o:fat) synchronized(o){o.wait(1);}
      double t=two(thin,20_000_000);
      for(Object o:fat) synchronized(o){o.wait(1);}
      double f=two(fat,20_000_000);
      System.out.printf("one enter and exit: never contended %.1f ns, inflated %.1f ns%n",t,f);
    }
  }
}
